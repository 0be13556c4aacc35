module huaweicloud-rocketmq/tests/clients/terraform

go 1.24

require github.com/chnsz/golangsdk v0.0.0-20260514121205-83ad1d270e52
