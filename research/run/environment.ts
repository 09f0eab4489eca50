import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../package-root';
import type { Results } from '../results';

/** The machine, as far as it matters to a figure; nothing that names it. */
export function describeMachine(): Omit<
  Results['environment'],
  'loadAverageAtStart' | 'loadAverageAtEnd' | 'disturbance' | 'memory'
> {
  const processors = cpus();
  return {
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    os: `${type()} ${release()}`,
    node: process.version,
  };
}

/** One-minute load average. */
export function loadAverage(): number {
  return loadavg()[0]!;
}

export interface CodeVersion {
  readonly viewmarksVersion: string;
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
}

/** Which code measures; commit and dirtiness are null outside of a git checkout or without git. */
export async function describeCode(): Promise<CodeVersion> {
  const root = packageRoot();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd: root })).stdout.trim();
  const unknown = { viewmarksVersion: version, gitCommit: null, gitDirty: null };
  // A repository further up is somebody else's, for instance that of a project which depends on this one.
  if (!existsSync(join(root, '.git'))) return unknown;
  try {
    const gitCommit = await git('rev-parse', 'HEAD');
    const gitDirty = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
    return { viewmarksVersion: version, gitCommit, gitDirty };
  } catch {
    return unknown;
  }
}
