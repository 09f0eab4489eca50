import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** How a command ended, with everything that it said. */
export interface Ended {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs in `commands/` from source, as the package's scripts do. */
export function runProgram(
  name: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const root = join(__dirname, '..');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [
        '-r',
        join(root, 'node_modules/ts-node/register'),
        join(root, 'commands', `${name}.ts`),
        ...args,
      ],
      { cwd, env: { ...process.env, TS_NODE_PROJECT: join(root, 'tsconfig.json'), ...env } },
      (error, stdout, stderr) => {
        resolve({ exitCode: error ? error.code : child.exitCode, stdout, stderr });
      },
    );
  });
}
