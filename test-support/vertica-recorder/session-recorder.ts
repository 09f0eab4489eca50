/** Turns the bytes of one session into the messages of a recording, without what must not be in it. */
import { BodyReader } from '../vertica-double/wire/body-reader';
import {
  decodeMessage,
  decodePacket,
  FrameReader,
  ProtocolViolation,
} from '../vertica-double/wire';
import type { RecordedPacket, Removed } from './recording';
import { cleanStatement, type Secrets } from './secrets';

/** A message that is kept until the recording is written, when all secrets are known. */
export interface KeptMessage {
  readonly from: 'client' | 'server';
  readonly type: string;
  /** null where the body is left out. */
  readonly body: Buffer | null;
  readonly removed?: Removed;
  readonly bytes?: number;
}

/** Values that say nothing about people and machines. */
const OPEN_PARAMETERS: ReadonlySet<string> = new Set([
  'client_type',
  'client_version',
  'autocommit',
  'mars',
  'binary_transfer',
  'binary_data_protocol',
  'protocol_features',
  'protocol_compat',
]);

const AUTHENTICATION_CLEARTEXT = 3;
const KEY_BYTES = 8;

/**
 * A packet of the opening as it is recorded. The names that a startup gives are kept as secrets.
 *
 * @throws ProtocolViolation
 */
export function recordPacket(body: Buffer, session: number, secrets: Secrets): RecordedPacket {
  const packet = decodePacket(body);
  if (packet.name !== 'startup') return { kind: 'packet', session, name: packet.name };
  const { protocolVersion } = packet;
  const parameters: Record<string, string | null> = {};
  for (const [name, value] of packet.parameters) {
    const isOpen = OPEN_PARAMETERS.has(name);
    parameters[name] = isOpen ? value : null;
    if (!isOpen) secrets.addName(value, `<${name}>`);
  }
  return { kind: 'packet', session, name: 'startup', protocolVersion, parameters };
}

/** Reads both directions of a session from its first message with a type byte. */
export class SessionRecorder {
  readonly #fromClient = new FrameReader();
  readonly #fromServer = new FrameReader();
  #copyBytes = 0;
  #asksCleartext = false;

  constructor(
    private readonly secrets: Secrets,
    private readonly keep: (message: KeptMessage) => void,
  ) {
    this.#fromClient.startupDone();
    this.#fromServer.startupDone();
  }

  /** @throws ProtocolViolation */
  client(chunk: Buffer): void {
    for (const frame of this.#fromClient.push(chunk)) {
      switch (frame.kind) {
        case 'packet':
          throw new ProtocolViolation('a packet within a session');
        case 'copy-data':
          this.#copyBytes += frame.piece.length;
          if (frame.last) {
            const bytes = this.#copyBytes;
            this.#copyBytes = 0;
            this.keep({ from: 'client', type: 'd', body: null, removed: 'data', bytes });
          }
          break;
        case 'message':
          this.keep({ from: 'client', type: frame.type, ...this.#clientBody(frame) });
      }
    }
  }

  /** @throws ProtocolViolation */
  server(chunk: Buffer): void {
    for (const frame of this.#fromServer.push(chunk)) {
      // A server has no packets and sends no CopyData: rows come in DataRow messages.
      if (frame.kind !== 'message') throw new ProtocolViolation(`${frame.kind} from the server`);
      this.keep({ from: 'server', type: frame.type, ...this.#serverBody(frame) });
    }
  }

  #clientBody({ type, body }: { type: string; body: Buffer }): Omit<KeptMessage, 'from' | 'type'> {
    switch (type) {
      case 'p':
        if (this.#asksCleartext) this.secrets.addSecret(new BodyReader(body).cString());
        return { body: null, removed: 'authentication' };
      case 'B': {
        const message = decodeMessage(type, body);
        if (message.name !== 'bind') throw new ProtocolViolation('a Bind that is none');
        const names = Buffer.from(`${message.portal}\0${message.statement}\0`);
        return { body: names, removed: 'values', bytes: body.length };
      }
      case 'Q':
      case 'P': {
        const { text, literals } = cleanStatement(body.toString('utf8'));
        for (const literal of literals) this.secrets.addName(literal, '<removed>');
        return literals.length === 0
          ? { body: Buffer.from(body) }
          : { body: Buffer.from(text), removed: 'literals' };
      }
      default:
        return { body: Buffer.from(body) };
    }
  }

  #serverBody({ type, body }: { type: string; body: Buffer }): Omit<KeptMessage, 'from' | 'type'> {
    switch (type) {
      case 'R': {
        this.#asksCleartext = body.readInt32BE(0) === AUTHENTICATION_CLEARTEXT;
        const code = Buffer.from(body.subarray(0, 4));
        return body.length > 4 ? { body: code, removed: 'authentication' } : { body: code };
      }
      case 'K':
        return { body: Buffer.alloc(KEY_BYTES), removed: 'keys' };
      default:
        return { body: Buffer.from(body) };
    }
  }
}
