import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What the proxy does to the connections of clients. */
export type ProxyFault =
  /** Everything is passed on. */
  | 'none'
  /** Requests are passed on whole; when the answer begins, the client's connection is cut. */
  | 'cut-answer'
  /** Requests are passed on whole, answers are held back. */
  | 'hold-answer'
  /** The client's connection is cut at the first byte of its request. */
  | 'cut-request';

export interface FaultyProxy {
  readonly port: number;
  fault: ProxyFault;
  stop(): Promise<void>;
}

/** A TCP proxy on the loopback that breaks connections in the one way that is asked of it. */
export async function startFaultyProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A cut connection fails on both sides; the client under test reports its own.
    socket.on('error', () => undefined);
    return socket;
  };
  const server = createServer((client) => {
    const upstream = track(connect(target));
    track(client);
    client.on('data', (bytes) => {
      if (proxy.fault === 'cut-request') client.destroy();
      else if (!upstream.write(bytes)) client.pause();
    });
    upstream.on('drain', () => client.resume());
    upstream.on('data', (bytes) => {
      if (proxy.fault === 'cut-answer') client.resetAndDestroy();
      else if (proxy.fault !== 'hold-answer') client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultyProxy = {
    port: (server.address() as AddressInfo).port,
    fault: 'none',
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
