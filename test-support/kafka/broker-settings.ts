/** Settings of a one-node broker, the same whether it runs in a JVM of ours or in a container. */
export interface BrokerAddress {
  /** Port of the loopback address that clients use. */
  readonly clientPort: number;
  readonly controllerPort: number;
}

/**
 * One KRaft node that is broker and controller, by the broker's own setting names
 * (https://kafka.apache.org/documentation/#brokerconfigs).
 */
export function brokerSettings(
  { clientPort, controllerPort }: BrokerAddress,
  listenHost: '127.0.0.1' | '0.0.0.0',
): Readonly<Record<string, string>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://${listenHost}:${clientPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${clientPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    // A killed broker may register again only when its former self counts as dead: 9 s by default.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    // Records of a test may be dated years back; nothing of a run may expire under it.
    'log.retention.ms': '-1',
    // The default takes 128 MB of heap for compacting topics that are a few kilobytes here.
    'log.cleaner.dedupe.buffer.size': '10485760',
  };
}

/** The text of a server.properties file; a line break within a value is written as `\n`. */
export function propertiesText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\n', '\\n')}\n`)
    .join('');
}

/** The environment variables by which the official image takes broker settings. */
export function imageVariables(
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
      value,
    ]),
  );
}
