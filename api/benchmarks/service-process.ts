import { existsSync } from 'node:fs';
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

/** How Node runs the API: from source as `npm run api` does, or compiled as its image does. */
export const FROM_SOURCE = ['-r', 'ts-node/register', 'commands/api.ts'];
export const COMPILED = ['dist/commands/api.js'];

/** The API on a free port, with nothing of this process's environment. */
export async function startApiProcess(
  program: readonly string[],
  env: Record<string, string>,
): Promise<ServiceProcess> {
  const process_ = await startLeashed(process.execPath, program, {
    readyLine: /Server listening at http:\/\/127\.0\.0\.1:(\d+)/,
    env: { PATH: process.env.PATH, API_PORT: '0', ...env },
    workingFolder: REPOSITORY_ROOT,
  });
  return { port: portOf(process_), process: process_ };
}

/** Whether `npm run build` has made {@link COMPILED}. */
export function isCompiled(): boolean {
  return existsSync(join(REPOSITORY_ROOT, ...COMPILED));
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
