import { createServer } from 'node:net';

/**
 * Ports below those that Linux and macOS hand out to outgoing connections (32768 and up), so that
 * no client takes a broker's port while the broker is down between kill and restart.
 */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** `count` different ports of the loopback address on which nothing listens at the moment. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await accepts(port)) ports.add(port);
  }
  return [...ports];
}
