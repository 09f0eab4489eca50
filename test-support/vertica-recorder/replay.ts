/**
 * Plays the server's side of a recorded session to a client that does what the recorded one did. For
 * the client's sake it lets everybody in: what a password was asked with is not in a recording.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { FrameReader } from '../vertica-double/wire';
import { bodyBytes, type RecordedEvent, type RecordedMessage } from './recording';

export interface Replay {
  readonly port: number;
  /** How the client went another way than the recorded one; empty when it did not. */
  readonly differences: readonly string[];
  stop(): Promise<void>;
}

const AUTHENTICATION = 'R';
const COPY_DATA = 'd';

function encode(message: RecordedMessage): Buffer {
  const body = bodyBytes(message);
  const head = Buffer.alloc(5, message.type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** The messages of a session, without the dance of a password; loads may come in other pieces. */
function scriptOf(events: readonly RecordedEvent[], session: number): readonly RecordedMessage[] {
  const messages = events.filter(
    (event): event is RecordedMessage => event.kind === 'message' && event.session === session,
  );
  return messages.filter(({ type, removed, from }, at) => {
    if (removed === 'authentication' && (type === AUTHENTICATION || from === 'client'))
      return false;
    return !(from === 'client' && type === COPY_DATA && messages[at - 1]?.type === COPY_DATA);
  });
}

function startupBytes(chunk: Buffer): number {
  return chunk.length >= 4 && chunk.length >= chunk.readInt32BE(0) ? chunk.readInt32BE(0) : 0;
}

/** @param session number of the recorded session */
export async function startReplay(
  events: readonly RecordedEvent[],
  session: number,
): Promise<Replay> {
  const script = scriptOf(events, session);
  const differences: string[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    const frames = new FrameReader();
    frames.startupDone();
    let opening: Buffer | undefined = Buffer.alloc(0);
    let at = 0;
    let inLoad = false;
    const answer = (): void => {
      for (; script[at]?.from === 'server'; at++) socket.write(encode(script[at]!));
    };
    const take = (type: string): void => {
      if (type === COPY_DATA && inLoad) return;
      inLoad = type === COPY_DATA;
      const expected = script[at]?.type ?? 'nothing more';
      if (expected !== type) differences.push(`message ${at}: ${type} instead of ${expected}`);
      at += 1;
      answer();
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      let rest = chunk;
      if (opening !== undefined) {
        opening = Buffer.concat([opening, chunk]);
        const bytes = startupBytes(opening);
        if (bytes === 0) return;
        rest = opening.subarray(bytes);
        opening = undefined;
        answer();
      }
      for (const frame of frames.push(rest)) {
        if (frame.kind === 'message') take(frame.type);
        else if (frame.kind === 'copy-data' && frame.last) take(COPY_DATA);
      }
    });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    differences,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
