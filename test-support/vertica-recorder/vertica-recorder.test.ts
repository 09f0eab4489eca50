import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Readable } from 'node:stream';
import type vertica from 'vertica-nodejs';
import { afterEach, describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import {
  AUTHENTICATION_METHODS,
  type AuthenticationMethod,
  startVerticaDouble,
} from '../vertica-double';
import { connectDriver, disconnectDriver } from '../vertica-double/connect-driver';
import { bodyBytes, parseRecording, type RecordedEvent, type RecordedMessage } from './recording';
import { type RecordingOptions, type RecordingProxy, startRecordingProxy } from './recording-proxy';
import { startReplay } from './replay';

const PASSWORD = 'wonder\'land/ü+"9';
const USER = 'alice_of_the_team';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Everything that goes to the server and comes from it, as it was on the wire. */
async function startTap(to: { host: string; port: number }) {
  const wire: Buffer[] = [];
  const server = createServer((client) => {
    const upstream = connect(to);
    client.on('data', (bytes) => wire.push(bytes)).pipe(upstream);
    upstream.on('data', (bytes) => wire.push(bytes)).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, wire: () => Buffer.concat(wire) };
}

interface Recording {
  readonly proxy: RecordingProxy;
  readonly client: vertica.Client;
  readonly wire: () => Buffer;
  readonly warnings: readonly string[];
}

async function record(
  auth: AuthenticationMethod,
  options: Partial<RecordingOptions> = {},
  config: vertica.ClientConfig = {},
): Promise<Recording> {
  const double = await startVerticaDouble({ auth, users: { [USER]: PASSWORD } });
  closing.push(() => double.stop());
  const tap = await startTap(double);
  const warnings: string[] = [];
  const proxy = await startRecordingProxy({
    to: tap,
    listen: 0,
    warn: (text) => warnings.push(text),
    ...options,
  });
  closing.push(() => proxy.stop());
  const client = await connectDriver({ ...double, port: proxy.port }, config);
  return { proxy, client, wire: tap.wire, warnings };
}

/** What a loader does, and what a person might do besides. */
async function work(client: vertica.Client): Promise<unknown[]> {
  await client.query('CREATE TABLE t (n INT, name VARCHAR(80))');
  const text = "COPY t FROM LOCAL STDIN DELIMITER '|' ABORT ON ERROR";
  const copyStream = Readable.from([Buffer.from('1|one\n2|two\n'), Buffer.from('3|three\n')]);
  const loaded = await client.query({ text, copyStream });
  const found = await client.query({
    name: 'one',
    text: 'SELECT name FROM t WHERE n = ?',
    values: [2],
  });
  const all = await client.query('SELECT n, name FROM t ORDER BY n');
  const failed = await client.query('SELECT missing FROM t').catch((error: unknown) => error);
  await client.query('COMMIT');
  return [loaded.rows, found.rows, all.rows, (failed as Error).message];
}

function messagesOf(events: readonly RecordedEvent[], type: string): readonly RecordedMessage[] {
  return events.filter(
    (event): event is RecordedMessage => event.kind === 'message' && event.type === type,
  );
}

function everySpelling(secret: Buffer): readonly string[] {
  const text = secret.toString('utf8');
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].map((name) =>
    createHash(name).update(secret).digest(),
  );
  // Base64 of a part within a longer text depends on where it begins.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), secret])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .replace(/.{0,2}=*$/, ''),
  );
  // Bytes that are no text have no spellings as text: they would all be the same replacement characters.
  const texts = text.includes('\ufffd')
    ? []
    : [
        text,
        encodeURIComponent(text),
        JSON.stringify(text).slice(1, -1),
        text.replaceAll("'", "''"),
        Array.from(text).reverse().join(''),
      ];
  return [
    ...texts,
    secret.toString('latin1'),
    secret.toString('hex'),
    secret.toString('hex').toUpperCase(),
    // Of four bytes hardly anything is left, which any text may hold by chance.
    ...base64.filter((spelling) => spelling.length > 5),
    ...hashes.flatMap((hash) => [hash.toString('hex'), hash.toString('base64')]),
  ].filter((spelling) => spelling.length > 3);
}

/** Every text that a reader of the file could come upon, also within its base64 bodies. */
function readable(text: string, name = 'file'): string {
  const events = parseRecording(text, name);
  const bodies = events.flatMap((event) => (event.kind === 'message' ? [bodyBytes(event)] : []));
  return [text, ...bodies.flatMap((body) => [body.toString('utf8'), body.toString('latin1')])].join(
    '\n',
  );
}

describe.each(AUTHENTICATION_METHODS)('A recording of a session opened by %s', (auth) => {
  it('holds the password in no spelling, nor what proves it, nor who it was', async () => {
    const { proxy, client, wire } = await record(auth, { secrets: [PASSWORD] });
    await work(client);
    const quoted = `'${PASSWORD.replaceAll("'", "''")}'`;
    const { rows } = await client.query(`SELECT ${quoted} AS echo`);
    expect(rows).toEqual([{ echo: PASSWORD }]);
    await client.query({ name: 'p', text: 'SELECT n FROM t WHERE name = ?', values: [PASSWORD] });
    await client.query(`ALTER USER bob IDENTIFIED BY ${quoted}`).catch(() => undefined);
    await client.query(`SELECT ${quoted} FROM nowhere`).catch(() => undefined);
    await disconnectDriver(client);
    const seen = readable(await proxy.stop());

    // The wire had all of it: what follows is not an empty promise.
    expect(wire().includes(PASSWORD)).toBe(true);
    const [proof] = /(?:md5[0-9a-f]{32}|sha512[0-9a-f]{128})/.exec(wire().toString('latin1')) ?? [];
    const secrets: Buffer[] = [Buffer.from(PASSWORD)];
    if (auth === 'md5' || auth === 'sha512') {
      secrets.push(Buffer.from(proof!), Buffer.from(proof!.replace(auth, '')));
      // R, its length, its code: then the salts.
      const asked = wire().indexOf(Buffer.from([0x52, 0, 0, 0, 32]));
      secrets.push(wire().subarray(asked + 9, asked + 13), wire().subarray(asked + 17, asked + 33));
    }
    for (const secret of secrets) {
      for (const spelling of everySpelling(secret)) expect(seen).not.toContain(spelling);
    }
    expect(seen).not.toContain(USER);
  });
});

describe('A recording', () => {
  it('is played back to the same client, which sees no difference', async () => {
    const { proxy, client } = await record('sha512');
    const answers = await work(client);
    await disconnectDriver(client);
    const events = parseRecording(await proxy.stop(), 'a.jsonl');

    const replay = await startReplay(events, 1);
    closing.push(() => replay.stop());
    const url = 'vertica://somebody:something@127.0.0.1/anywhere';
    const again = await connectDriver({ host: '127.0.0.1', port: replay.port, url });
    expect(await work(again)).toEqual(answers);
    await disconnectDriver(again);
    expect(replay.differences).toEqual([]);
  });

  it('notices a client that goes another way', async () => {
    const { proxy, client } = await record('trust');
    await client.query('SELECT 1');
    await disconnectDriver(client);
    const replay = await startReplay(parseRecording(await proxy.stop(), 'a.jsonl'), 1);
    closing.push(() => replay.stop());
    const url = 'vertica://u:p@127.0.0.1/d';
    const other = await connectDriver({ host: '127.0.0.1', port: replay.port, url });
    const asked = other.query({ name: 'x', text: 'SELECT 1', values: [] }).catch(() => undefined);
    await expect
      .poll(() => replay.differences)
      .toContainEqual(expect.stringMatching(/P instead of Q/));
    other.connection.stream.destroy();
    await asked;
  });

  it('learns a password that is sent in clear text, without being told', async () => {
    const { proxy, client } = await record('cleartext');
    await client.query(`SELECT '${PASSWORD.replaceAll("'", "''")}'`);
    await disconnectDriver(client);
    const seen = readable(await proxy.stop());
    for (const spelling of everySpelling(Buffer.from(PASSWORD)))
      expect(seen).not.toContain(spelling);
    expect(seen).toContain('<secret>');
  });

  it('counts the rows of a load and keeps none; keeps types, answers and errors', async () => {
    const { proxy, client } = await record('trust');
    await work(client);
    await disconnectDriver(client);
    const events = parseRecording(await proxy.stop(), 'a.jsonl');
    const data = messagesOf(events, 'd');
    expect(data.map(({ body, removed }) => [body, removed])).toEqual(
      data.map(() => [null, 'data']),
    );
    expect(data.reduce((sum, { bytes }) => sum + bytes!, 0)).toBe('1|one\n2|two\n3|three\n'.length);
    expect(messagesOf(events, 'B')[0]).toMatchObject({ removed: 'values' });
    expect(messagesOf(events, 'D').map((row) => bodyBytes(row).toString())).toContainEqual(
      expect.stringContaining('three'),
    );
    expect(messagesOf(events, 'E').some((one) => bodyBytes(one).includes('missing'))).toBe(true);
    expect(messagesOf(events, 'K')).toMatchObject([{ removed: 'keys' }]);
    expect(events.at(-1)).toEqual({ kind: 'closed', session: 1, by: 'client' });
  });

  it('has no times in it: they would be a benchmark', async () => {
    const { proxy, client } = await record('trust');
    await disconnectDriver(client);
    const text = await proxy.stop();
    expect(text).not.toMatch(/"(?:time|at|ms|elapsed)/);
    expect(text).not.toContain(String(new Date().getFullYear()));
  });

  it('goes on when it is full, and says how much it left out', async () => {
    const { proxy, client } = await record('trust', { keptBytesLimit: 200 });
    expect(await work(client)).toHaveLength(4);
    await disconnectDriver(client);
    expect(proxy.summary.dropped).toBeGreaterThan(10);
    expect(() => parseRecording('', 'x')).toThrow(BadInputError);
    expect(parseRecording(await proxy.stop(), 'x').length).toBeGreaterThan(1);
  });

  it('is refused when its end is missing, a line is broken or a message was taken out', async () => {
    const { proxy, client } = await record('trust');
    await client.query('SELECT 1');
    await disconnectDriver(client);
    const lines = (await proxy.stop()).trimEnd().split('\n');
    const parse = (changed: readonly string[]) => () => parseRecording(changed.join('\n'), 'x');
    expect(parse(lines)).not.toThrow();
    expect(parse(lines.slice(0, -1))).toThrow(/line \d+: is not the end of a recording/);
    expect(parse(lines.slice(1))).toThrow('x line 1: is not the header');
    expect(parse(lines.toSpliced(3, 1))).toThrow(/promises \d+ messages, and there are \d+/);
    expect(parse(lines.with(2, '{"kind":'))).toThrow('x line 3: is not JSON');
    expect(parse(lines.with(2, '{"kind":"noise"}'))).toThrow(/^x line 3: kind: /);
  });
});

describe('The recording proxy', () => {
  it('refuses TLS with a word to the user: nothing could be read', async () => {
    const warnings: string[] = [];
    const config: vertica.ClientConfig = { tls_config: { rejectUnauthorized: false } };
    const options = { warn: (text: string) => warnings.push(text) };
    await expect(record('trust', options, config)).rejects.toThrow(/SSL|TLS/i);
    expect(warnings).toEqual([expect.stringContaining('record with tls_mode=disable')]);
  });

  it('ends a client whose server is gone', async () => {
    const warnings: string[] = [];
    const proxy = await startRecordingProxy({
      to: { host: '127.0.0.1', port: 1 },
      listen: 0,
      warn: (text) => warnings.push(text),
    });
    closing.push(() => proxy.stop());
    const url = 'vertica://u:p@127.0.0.1/d';
    await expect(connectDriver({ host: '127.0.0.1', port: proxy.port, url })).rejects.toThrow();
    expect(warnings).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });
});
