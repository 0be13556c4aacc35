/** What one item of a list of metadata is called. */
export const itemNouns: Readonly<Record<string, string>> = {
  topics: "topic",
  consumerGroups: "consumer group",
  vhosts: "vhost",
  queues: "queue",
  exchanges: "exchange",
  bindings: "binding",
};
