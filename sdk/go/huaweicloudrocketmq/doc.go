// Runs metadata migrations onto Huawei Cloud DMS for RocketMQ, and holds back what depends on them.
package huaweicloudrocketmq
