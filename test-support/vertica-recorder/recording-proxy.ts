/**
 * A proxy between a client and a Vertica server that records what they say to each other. Nothing is
 * written before it is stopped: only then are all secrets known that have to be taken out.
 *
 * It speaks for the server twice: it refuses TLS, because an encrypted session cannot be recorded, and
 * load balancing, because the client would go on somewhere else.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ProtocolViolation } from '../vertica-double/wire';
import { type RecordedEvent, recordedBody, type RecordedMessage, recordingText } from './recording';
import { scrubBody } from './scrub-body';
import { Secrets } from './secrets';
import { type KeptMessage, recordPacket, SessionRecorder } from './session-recorder';

export interface RecordingOptions {
  readonly to: { readonly host: string; readonly port: number };
  /** TCP port on the loopback interface; 0 for any free one. */
  readonly listen: number;
  /** Texts that must not be in the recording, such as a password that the client sends as a hash. */
  readonly secrets?: readonly string[];
  /** Bytes of bodies that are kept at most; what comes then is counted. @default 64 MiB */
  readonly keptBytesLimit?: number;
  /** Told in one line what does not go as a user would expect. */
  readonly warn: (text: string) => void;
}

export interface RecordingSummary {
  readonly sessions: number;
  readonly messages: number;
  readonly dropped: number;
}

export interface RecordingProxy {
  readonly port: number;
  /** What was recorded so far. */
  readonly summary: RecordingSummary;
  /** Ends all sessions and resolves to the text of the recording. */
  stop(): Promise<string>;
}

const KEPT_BYTES_LIMIT = 64 * 1024 * 1024;

const NO = Buffer.from('N');

/** What is kept until the end; messages are cleaned only then. */
type Kept =
  | (KeptMessage & { readonly kind: 'message'; readonly session: number })
  | Exclude<RecordedEvent, { kind: 'message' }>;

class Recorder {
  readonly secrets = new Secrets();
  readonly #kept: Kept[] = [];
  #keptBytes = 0;
  #sessions = 0;
  #messages = 0;
  #dropped = 0;

  constructor(private readonly limit: number) {}

  get summary(): RecordingSummary {
    return { sessions: this.#sessions, messages: this.#messages, dropped: this.#dropped };
  }

  nextSession(): number {
    return ++this.#sessions;
  }

  event(event: Exclude<Kept, { kind: 'message' }>): void {
    this.#kept.push(event);
  }

  message(session: number, message: KeptMessage): void {
    const bytes = message.body?.length ?? 0;
    this.#keptBytes += bytes;
    if (this.#keptBytes > this.limit) {
      this.#dropped += 1;
      return;
    }
    this.#messages += 1;
    this.#kept.push({ kind: 'message', session, ...message });
  }

  text(): string {
    return recordingText(
      this.#kept.map((one) => (one.kind === 'message' ? this.#clean(one) : one)),
      this.#dropped,
    );
  }

  #clean({ body, ...message }: Extract<Kept, { kind: 'message' }>): RecordedMessage {
    if (body === null) return { ...message, body };
    const clean = scrubBody(message.from, message.type, body, this.secrets);
    if (clean === null) return { ...message, body: null, removed: 'body' };
    return { ...message, body: recordedBody(clean) };
  }
}

/** One client's connection: the opening packet by packet, then both directions as they come. */
class ProxiedSession {
  readonly #recorder: SessionRecorder;
  #opening: Buffer | undefined = Buffer.alloc(0);
  #recording = true;
  #closedBy: 'client' | 'server' | 'recorder' | undefined;

  constructor(
    private readonly number: number,
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly recorded: Recorder,
    private readonly warn: (text: string) => void,
  ) {
    this.#recorder = new SessionRecorder(recorded.secrets, (message) => {
      recorded.message(number, message);
    });
    client.on('data', (chunk: Buffer) => {
      this.#fromClient(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      this.#record(() => {
        this.#recorder.server(chunk);
      });
      if (!client.write(chunk)) server.pause();
    });
    client.on('drain', () => server.resume());
    server.on('drain', () => client.resume());
    client.on('end', () => {
      this.#close('client');
    });
    server.on('end', () => {
      this.#close('server');
    });
    client.on('close', () => {
      this.#close('client');
    });
    server.on('close', () => {
      this.#close('server');
    });
    client.on('error', () => undefined);
    server.on('error', (error) => {
      if (this.#closedBy === undefined) warn(`the server's connection broke: ${error.message}`);
    });
  }

  stop(): void {
    this.#close('recorder');
    this.client.destroy();
    this.server.destroy();
  }

  #close(by: 'client' | 'server' | 'recorder'): void {
    if (this.#closedBy !== undefined) return;
    this.#closedBy = by;
    this.recorded.event({ kind: 'closed', session: this.number, by });
    // What is still on its way arrives before the end does.
    this.client.end();
    this.server.end();
  }

  #fromClient(chunk: Buffer): void {
    const rest = this.#opening === undefined ? chunk : this.#open(chunk);
    if (rest.length === 0) return;
    this.#record(() => {
      this.#recorder.client(rest);
    });
    if (!this.server.write(rest)) this.client.pause();
  }

  /** Takes the packets of the opening out of the stream; what follows the startup is handed back. */
  #open(chunk: Buffer): Buffer {
    let rest = Buffer.concat([this.#opening!, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32BE(0)) {
      const packet = rest.subarray(0, Math.max(4, rest.readInt32BE(0)));
      rest = rest.subarray(packet.length);
      const name = this.#openingPacket(packet);
      if (name === 'startup' || name === undefined) {
        this.#opening = undefined;
        return rest;
      }
    }
    this.#opening = rest;
    return Buffer.alloc(0);
  }

  /** @returns the packet's name; undefined when it is none, and everything is passed on unrecorded */
  #openingPacket(packet: Buffer): string | undefined {
    let name: string | undefined;
    this.#record(() => {
      const event = recordPacket(packet.subarray(4), this.number, this.recorded.secrets);
      this.recorded.event(event);
      name = event.name;
    });
    switch (name) {
      case 'sslRequest':
        this.warn('the client asked for TLS and was refused: record with tls_mode=disable');
        this.client.write(NO);
        break;
      case 'loadBalanceRequest':
        this.client.write(NO);
        break;
      default:
        this.server.write(packet);
    }
    return name;
  }

  #record(work: () => void): void {
    if (!this.#recording) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof ProtocolViolation || error instanceof RangeError)) throw error;
      this.#recording = false;
      this.warn(`session ${this.number} is not recorded from here on: ${error.message}`);
    }
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** @throws the system's error when the port cannot be had */
export async function startRecordingProxy(options: RecordingOptions): Promise<RecordingProxy> {
  const { to, warn, secrets = [] } = options;
  const recorder = new Recorder(options.keptBytesLimit ?? KEPT_BYTES_LIMIT);
  for (const secret of secrets) recorder.secrets.addSecret(secret);
  recorder.secrets.addName(to.host, '<host>');
  const sessions = new Set<ProxiedSession>();
  const server = createServer((client) => {
    const session = new ProxiedSession(recorder.nextSession(), client, connect(to), recorder, warn);
    sessions.add(session);
    client.once('close', () => sessions.delete(session));
  });
  const port = await listen(server, options.listen);
  return {
    port,
    get summary() {
      return recorder.summary;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.stop();
      await closed;
      return recorder.text();
    },
  };
}
