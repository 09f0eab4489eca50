import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { VerticaDouble, VerticaDoubleOptions } from '.';

/** A double in a process of its own; it has neither faults nor a list of sessions. */
export type SpawnedVerticaDouble = Pick<VerticaDouble, 'host' | 'port' | 'url' | 'stop'>;

/** @throws Error when the process ends before it is ready */
export async function spawnVerticaDouble(
  options: VerticaDoubleOptions = {},
): Promise<SpawnedVerticaDouble> {
  const child = spawn(
    process.execPath,
    ['-r', 'ts-node/register', join(__dirname, 'main.ts'), JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: join(__dirname, '..', '..') },
  );
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const ready = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
  if (!ready) throw new Error(`the double's process ended with code ${String(child.exitCode)}`);
  const address = JSON.parse(ready[0] as string) as Pick<VerticaDouble, 'host' | 'port' | 'url'>;
  return {
    ...address,
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
