import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startVerticaDouble } from '../../test-support/vertica-double';
import { encodeMessage } from '../../test-support/vertica-double/wire';
import {
  bodyBytes,
  parseRecording,
  type RecordedEvent,
} from '../../test-support/vertica-recorder/recording';
import { startRecordingProxy } from '../../test-support/vertica-recorder/recording-proxy';
import { startReplay } from '../../test-support/vertica-recorder/replay';
import { openStorage, type Storage } from '../index';

const SERVER_BANNER = 'Vertica Analytic Database v99.0.0-0';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const urlOf = (port: number): string => `vertica://dbadmin:double@127.0.0.1:${port}/viewmarks`;

async function startDouble() {
  const double = await startVerticaDouble();
  closing.push(() => double.stop());
  return double;
}

/** What the double says when a storage is opened and closed again, but under the name of a server. */
async function pretence(double: { host: string; port: number }): Promise<readonly RecordedEvent[]> {
  const proxy = await startRecordingProxy({ to: double, listen: 0, warn: () => undefined });
  await (await openStorage(urlOf(proxy.port))).close();
  const events = parseRecording(await proxy.stop(), 'opening');
  return events.map((event) => {
    if (event.kind !== 'message' || event.type !== 'D') return event;
    if (!bodyBytes(event).includes('TEST DOUBLE')) return event;
    const row = encodeMessage({ name: 'dataRow', cells: [SERVER_BANNER] });
    return { ...event, body: { base64: row.subarray(5).toString('base64') } };
  });
}

/** An address behind which another server stands from the second connection on. */
async function startSwitch(first: number, then: number) {
  const sockets: Socket[] = [];
  let connections = 0;
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: ++connections === 1 ? first : then });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
    sockets.push(client, upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { port, cut };
}

/** What came of it, in a word or a line. */
async function createSchema(storage: Storage): Promise<string> {
  try {
    await storage.createSchema();
    return 'done';
  } catch (error) {
    return String(error);
  }
}

describe('A storage whose server is replaced by another', () => {
  it('does nothing on the other one: that would count under the name of the first', async () => {
    const double = await startDouble();
    const replay = await startReplay(await pretence(double), 1);
    closing.push(() => replay.stop());
    const address = await startSwitch(replay.port, double.port);
    const storage = await openStorage(urlOf(address.port));
    expect(storage.identity.engineVersion).toBe(SERVER_BANNER);

    address.cut();
    await expect
      .poll(() => createSchema(storage))
      .toMatch(/another server answers than the one that was opened: its version is "TEST DOUBLE/);
    const { statements } = double.sessions.at(-1)!;
    expect(statements.filter((text) => text.startsWith('CREATE'))).toEqual([]);
    await storage.close();
  });

  it('goes on when the connection breaks and the same one answers', async () => {
    const double = await startDouble();
    const address = await startSwitch(double.port, double.port);
    const storage = await openStorage(urlOf(address.port));
    address.cut();
    await expect.poll(() => createSchema(storage)).toBe('done');
    await storage.close();
  });
});
