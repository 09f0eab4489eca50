import { connect, type Socket } from 'node:net';

/** One HTTP request as it goes over the wire, with the caller's own name for it. */
export interface LoadRequest {
  readonly id: string;
  readonly bytes: string;
}

export interface LoadOptions {
  readonly host: string;
  readonly port: number;
  /** Each has one request on its way at any time. */
  readonly connections: number;
  readonly nextRequest: () => LoadRequest;
  /** How long a connection waits after an answer of 500 or above. @default 0 */
  readonly waitAfterFailureMs?: number;
  readonly onAnswer: (id: string, status: number, latencyMs: number) => void;
  /** A connection that ended with a request on its way; it is not opened again. */
  readonly onBroken: (id: string) => void;
}

export interface RunningLoad {
  /** Sends nothing more; resolves when every request on its way was answered or broken. */
  stop(): Promise<void>;
  /** Resolves when every connection has ended by itself. */
  readonly ended: Promise<void>;
}

const END_OF_HEAD = '\r\n\r\n';

/** Length of the answer at the start of `text`, or undefined while it is not whole. */
function answerLength(text: string): number | undefined {
  const head = text.indexOf(END_OF_HEAD);
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${text.slice(0, 100)}`);
  const end = head + END_OF_HEAD.length + Number(length);
  return text.length >= end ? end : undefined;
}

function driveConnection(options: LoadOptions, stopped: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect(options.port, options.host);
    socket.setNoDelay(true);
    let text = '';
    let sentAt = 0;
    let id: string | undefined;
    const send = (): void => {
      if (stopped()) {
        socket.end();
        return;
      }
      const request = options.nextRequest();
      id = request.id;
      sentAt = performance.now();
      socket.write(request.bytes, 'latin1');
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = answerLength(text);
      if (end === undefined || id === undefined) return;
      const status = Number(text.slice(9, 12));
      const closes = /\r\nconnection: close/i.test(text.slice(0, end));
      text = text.slice(end);
      const answered = id;
      id = undefined;
      options.onAnswer(answered, status, performance.now() - sentAt);
      if (closes) socket.end();
      else if (status < 500) send();
      else setTimeout(send, options.waitAfterFailureMs ?? 0);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (id !== undefined) options.onBroken(id);
      resolve();
    });
  });
}

/**
 * Requests over raw sockets: about a quarter of the CPU of a whole HTTP client, so that on a
 * small machine the service is measured and not its load.
 */
export function startLoad(options: LoadOptions): RunningLoad {
  let stopped = false;
  const connections = Array.from({ length: options.connections }, () =>
    driveConnection(options, () => stopped),
  );
  const ended = Promise.all(connections).then(() => undefined);
  return {
    ended,
    stop: () => {
      stopped = true;
      return ended;
    },
  };
}
