import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface LeashedOptions {
  /** A line of standard output or standard error that says that the program is ready. */
  readonly readyLine: RegExp;
  /** @default 60 s */
  readonly readyWithinMs?: number;
  /** Removed with everything in it when this process dies before the program ended. */
  readonly directory?: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** @default the working folder of this process */
  readonly workingFolder?: string;
}

/** A program that cannot outlive this process, even when this process is killed. */
export interface LeashedProcess {
  readonly pid: number;
  /** What `readyLine` matched. */
  readonly ready: RegExpExecArray;
  /** Its exit code; 128 plus the signal's number when a signal ended it. */
  readonly ended: Promise<number>;
  /** Sends a signal unless it has ended. */
  kill(signal: NodeJS.Signals): void;
  /** The last lines that it printed. */
  lastLines(): readonly string[];
}

const KEPT_LINES = 20;

/**
 * Starts a program and waits until it says that it is ready.
 *
 * @throws Error with its last lines when it ends first or takes too long
 */
export async function startLeashed(
  command: string,
  args: readonly string[],
  options: LeashedOptions,
): Promise<LeashedProcess> {
  const { readyLine, readyWithinMs = 60_000, directory = '', env, workingFolder } = options;
  const leash = spawn('sh', [join(__dirname, 'leash.sh'), directory, command, ...args], {
    // A group of its own: Ctrl-C reaches this process first, which may still need the program.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env,
    cwd: workingFolder,
  });
  // Not standard input: Node closes that by itself when the script ends, before it could let go.
  const [, output, errors, hold] = leash.stdio as [null, Readable, Readable, Writable, null];
  let running = true;
  const ended = once(leash, 'exit').then(([code]: (number | null)[]) => {
    running = false;
    hold.end('let go\n');
    return code ?? 1;
  });
  const lines: string[] = [];
  let pid: number | undefined;
  const ready = new Promise<RegExpExecArray>((resolve) => {
    let found: RegExpExecArray | null = null;
    const read = (line: string): void => {
      const leashed = /^leash: pid (\d+)$/.exec(line);
      if (leashed) {
        pid = Number(leashed[1]);
      } else {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        found ??= readyLine.exec(line);
      }
      // A program may be ready before the script that started it has told its id.
      if (found && pid !== undefined) resolve(found);
    };
    createInterface(output).on('line', read);
    createInterface(errors).on('line', read);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, readyWithinMs, `was not ready in ${readyWithinMs} ms`);
  });
  const first = await Promise.race([ready, ended.then(() => 'ended while it started'), late]);
  clearTimeout(timer);
  const kill = (signal: NodeJS.Signals): void => {
    if (running && pid !== undefined) process.kill(pid, signal);
  };
  if (typeof first === 'string' || pid === undefined) {
    kill('SIGKILL');
    throw new Error(`${command} ${String(first)}; its last lines:\n${lines.join('\n')}`);
  }
  return { pid, ready: first, ended, kill, lastLines: () => lines };
}
