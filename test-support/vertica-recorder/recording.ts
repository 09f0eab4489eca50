/**
 * A recorded session with a Vertica server as a fixture: JSON lines, a header first, a closing line
 * last. There are no times in it: they would be benchmark results, which Vertica's licence forbids
 * publishing. What each line leaves out is named in `removed`.
 */
import { z } from 'zod';
import { BadInputError } from '../../errors';

export const RECORDING_FORMAT = 1;

/** What was left out of a message, and why it cannot be had from the file. */
const removed = z.enum([
  /** All of a password message; of a request for one everything but its code. */
  'authentication',
  /** The key by which another connection may cancel a statement. */
  'keys',
  /** Values bound to a prepared statement. */
  'values',
  /** Rows of a load; `bytes` tells how many there were. */
  'data',
  /** Literals of a statement that is about users, passwords, keys or other servers. */
  'literals',
  /** The whole body, because a secret was in it and its fields have fixed lengths. */
  'body',
]);

const count = z.number().int().nonnegative();

const header = z.strictObject({
  kind: z.literal('recording'),
  format: z.literal(RECORDING_FORMAT),
  of: z.literal('a session with a Vertica server'),
});

/** A packet of the opening, before messages have a type byte. */
const packet = z.strictObject({
  kind: z.literal('packet'),
  session: count,
  name: z.enum(['sslRequest', 'loadBalanceRequest', 'cancelRequest', 'startup']),
  /** Of a startup: major * 65536 + minor. */
  protocolVersion: count.optional(),
  /** Of a startup: all names; values only where they say nothing about people and machines. */
  parameters: z.record(z.string(), z.string().nullable()).optional(),
});

const message = z.strictObject({
  kind: z.literal('message'),
  session: count,
  from: z.enum(['client', 'server']),
  /** The type byte: `Q`. */
  type: z.string().length(1),
  /** The bytes after the length field; as UTF-8 text where they are that, control characters included. */
  body: z.union([
    z.strictObject({ text: z.string() }),
    z.strictObject({ base64: z.base64() }),
    z.null(),
  ]),
  removed: removed.optional(),
  bytes: count.optional(),
});

const closed = z.strictObject({
  kind: z.literal('closed'),
  session: count,
  by: z.enum(['client', 'server', 'recorder']),
});

const end = z.strictObject({
  kind: z.literal('end'),
  sessions: count,
  messages: count,
  /** Messages that came when the recording was full. */
  dropped: count,
});

const line = z.discriminatedUnion('kind', [header, packet, message, closed, end]);

export type RecordedLine = z.infer<typeof line>;
export type RecordedPacket = z.infer<typeof packet>;
export type RecordedMessage = z.infer<typeof message>;
export type Removed = z.infer<typeof removed>;

/** What a recording holds between its first and its last line, in the order of time. */
export type RecordedEvent = Exclude<RecordedLine, { kind: 'recording' | 'end' }>;

export function recordedBody(bytes: Buffer): NonNullable<RecordedMessage['body']> {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString('base64') };
}

/** The body's bytes; empty where it was removed. */
export function bodyBytes({ body }: RecordedMessage): Buffer {
  if (body === null) return Buffer.alloc(0);
  return 'text' in body ? Buffer.from(body.text) : Buffer.from(body.base64, 'base64');
}

export function recordingText(events: readonly RecordedEvent[], dropped: number): string {
  const sessions = new Set(events.map(({ session }) => session)).size;
  const messages = events.filter(({ kind }) => kind === 'message').length;
  const lines: readonly RecordedLine[] = [
    { kind: 'recording', format: RECORDING_FORMAT, of: 'a session with a Vertica server' },
    ...events,
    { kind: 'end', sessions, messages, dropped },
  ];
  return lines.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/**
 * The events of a recording.
 *
 * @param name of the file, for the message
 * @throws BadInputError that names the line, when one is not valid or the end is missing
 */
export function parseRecording(text: string, name: string): readonly RecordedEvent[] {
  const refuse = (at: number, problem: string): BadInputError =>
    new BadInputError(`${name} line ${at}`, problem, 'record the session again');
  const lines = text.trimEnd().split('\n');
  const parsed = lines.map((one, at) => {
    let value: unknown;
    try {
      value = JSON.parse(one);
    } catch {
      throw refuse(at + 1, 'is not JSON');
    }
    const result = line.safeParse(value);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw refuse(at + 1, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`);
    }
    return result.data;
  });
  const last = parsed.at(-1)!;
  if (parsed[0]!.kind !== 'recording') throw refuse(1, 'is not the header of a recording');
  if (last.kind !== 'end') throw refuse(parsed.length, 'is not the end of a recording: it was cut');
  const events = parsed
    .slice(1, -1)
    .filter((one) => one.kind !== 'recording' && one.kind !== 'end');
  const messages = events.filter(({ kind }) => kind === 'message').length;
  if (messages !== last.messages || events.length !== parsed.length - 2) {
    throw refuse(parsed.length, `promises ${last.messages} messages, and there are ${messages}`);
  }
  return events;
}
