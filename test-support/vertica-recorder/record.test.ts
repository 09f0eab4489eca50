import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { startVerticaDouble, type VerticaDouble } from '../vertica-double';
import { connectDriver, disconnectDriver } from '../vertica-double/connect-driver';
import { parseRecording } from './recording';

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(
    process.execPath,
    ['-r', 'ts-node/register', join(__dirname, 'record.ts'), ...args],
    { env: { ...process.env, ...env } },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));
  return { child, ended, stdout: () => stdout };
}

describe('npm run vertica:record', () => {
  let double: VerticaDouble;

  beforeAll(async () => {
    double = await startVerticaDouble();
  });

  afterAll(() => double.stop());

  const to = (): string => `${double.host}:${double.port}`;

  it('writes the file on Ctrl-C, also with a session under way, for its owner alone', async () => {
    const out = join(temporaryFolder(), 'session.jsonl');
    const args = ['--to', to(), '--listen', '0', '--out', out];
    const { child, ended, stdout } = start(args, { VERTICA_PASSWORD: 'double' });
    await vi.waitFor(
      () => {
        expect(stdout()).toContain('recording 127.0.0.1:');
      },
      { timeout: 20_000 },
    );
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(stdout())![1]);
    const client = await connectDriver({ ...double, port });
    await client.query("SELECT 'double' AS answer");
    expect(readFileSync(out, 'utf8')).toBe('');
    child.kill('SIGINT');
    const { exitCode, stdout: said, stderr } = await ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    expect(said).toMatch(/session\.jsonl: \d+ messages of 1 sessions\n$/);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const text = readFileSync(out, 'utf8');
    expect(parseRecording(text, out).at(-1)).toMatchObject({ kind: 'closed', by: 'recorder' });
    expect(text).not.toContain('double');
    await disconnectDriver(client);
  });

  it('refuses what it cannot use with one line, and leaves no file', async () => {
    const folder = temporaryFolder();
    const there = join(folder, 'there.jsonl');
    writeFileSync(there, 'kept');
    const out = join(folder, 'new.jsonl');
    const wrong: [string[], number, RegExp][] = [
      [['--to', 'host', '--out', out], 2, /^error: --to: "host" is not HOST:PORT; /],
      [['--to', 'host:99999', '--out', out], 2, /^error: --to: /],
      [['--to', to(), '--out', there], 2, /^error: --out: .* is there already; /],
      [['--to', to(), '--out', join(folder, 'no', 'x')], 2, /cannot be written; /],
      [['--to', '127.0.0.1:1', '--out', out], 1, /^error: nothing answers at 127\.0\.0\.1:1: /],
      [['--to', to(), '--listen', String(double.port), '--out', out], 1, /EADDRINUSE/],
    ];
    const ends = await Promise.all(wrong.map(([args]) => start(args).ended));
    for (const [at, { exitCode, stdout, stderr }] of ends.entries()) {
      const [, code, line] = wrong[at]!;
      expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(folder)).toEqual(['there.jsonl']);
    expect(existsSync(out)).toBe(false);
    expect(readFileSync(there, 'utf8')).toBe('kept');
  });
});
