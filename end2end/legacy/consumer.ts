/**
 * What the stand-ins' consumers do not leave at kafkajs' defaults. A network on one machine may run on
 * librdkafka's own broker, which does not wake a fetch when something arrives and forgets a consumer
 * that leaves only after its session: with 5 s and 30 s each step would take that long.
 */
export const quick = { maxWaitTimeInMs: 100, sessionTimeout: 6_000, heartbeatInterval: 1_000 };
