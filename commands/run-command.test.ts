import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PROGRAM = join(__dirname, '..', 'test-support', 'sample-command.ts');

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runSample(
  args: readonly string[],
  onStdout: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, ['-r', 'ts-node/register', PROGRAM, ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onStdout(text, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout, stderr };
}

describe('A command', () => {
  it.each([
    ['done', 0, ''],
    ['bad-input', 2, 'error: --rows: 0 is too few; write 1 or more\n'],
    ['bad-url', 2, 'error: storage URL "x:": unknown engine "x"'],
    ['fault', 1, 'error: the disk is on fire\n'],
  ])('that ends in "%s" exits with %i and one line', async (ending, exitCode, stderr) => {
    const ended = await runSample([ending]);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr.startsWith(stderr)).toBe(true);
    expect(ended.stderr.trimEnd().split('\n').length).toBe(1);
  });

  it.each([
    [['done', '--nope'], "error: unknown option '--nope'"],
    [['done', 'more'], 'error: too many arguments'],
    [[], "error: missing required argument 'ending'"],
  ])('called with %j exits with 2 and points to --help', async (args, line) => {
    const ended = await runSample(args);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(line);
    expect(ended.stderr).toContain('see --help');
    expect(ended.stderr.trimEnd().split('\n').length).toBe(1);
  });

  it('prints its help on standard output and exits with 0', async () => {
    const ended = await runSample(['--help']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('Usage: sample');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('cleans up on %s and exits with %i', async (signal, exitCode) => {
    const ended = await runSample(['wait'], (text, kill) => {
      if (text.includes('waiting')) kill(signal);
    });
    expect(ended).toMatchObject({ exitCode, stdout: 'waiting\ncleaned up\n' });
  });

  it('that does not clean up ends at the second signal', async () => {
    const ended = await runSample(['hang'], (text, kill) => {
      if (text.includes('waiting') || text.includes('aborted')) kill('SIGINT');
    });
    expect(ended).toMatchObject({ exitCode: 130, stdout: 'waiting\naborted\n' });
  });
});
