import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LeashedProcess, startLeashed } from '../../test-support/leashed-process';

const REPOSITORY_ROOT = join(__dirname, '..', '..');

export interface ServiceProcess {
  readonly port: number;
  readonly process: LeashedProcess;
}

function portOf({ ready }: LeashedProcess): number {
  return Number(ready[1]);
}

/** The API as `npm run api` starts it, on a free port, with nothing of this process's environment. */
export async function startApiProcess(env: Record<string, string>): Promise<ServiceProcess> {
  const process_ = await startLeashed(
    process.execPath,
    ['-r', 'ts-node/register', 'commands/api.ts'],
    {
      readyLine: /Server listening at http:\/\/127\.0\.0\.1:(\d+)/,
      env: { PATH: process.env.PATH, API_PORT: '0', ...env },
      workingFolder: REPOSITORY_ROOT,
    },
  );
  return { port: portOf(process_), process: process_ };
}

/** The comparison service in ./fastapi, one worker of uvicorn. */
export async function startFastApiProcess(
  python: string,
  env: Record<string, string>,
): Promise<ServiceProcess> {
  const process_ = await startLeashed(
    python,
    ['-m', 'uvicorn', 'service:app', '--port', '0', '--no-access-log'],
    {
      readyLine: /running on http:\/\/127\.0\.0\.1:(\d+)/,
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...env },
      workingFolder: join(__dirname, 'fastapi'),
    },
  );
  return { port: portOf(process_), process: process_ };
}

/** Resident memory of a process in bytes; undefined where the system has no /proc. */
export function residentBytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
