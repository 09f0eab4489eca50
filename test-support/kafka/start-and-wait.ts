/** Starts a broker, prints its address and waits to be killed: a process of its own for a test. */
import { startKafka } from './index';

startKafka({ ownBroker: true }).then(
  ({ brokers }) => {
    process.stdout.write(`${brokers.join(',')}\n`);
  },
  (error: unknown) => {
    process.stderr.write(`error: ${String(error)}\n`);
    process.exitCode = 1;
  },
);
