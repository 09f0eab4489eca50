import { constants } from 'node:fs';
import { access, mkdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Session } from 'chdb';
import { StorageError } from '../../storage-error';
import { type Engine, loadEngine } from './engine';

interface Anchor {
  readonly engine: Engine;
  readonly session: Session;
}

/** The one data directory that this process has open. */
let open:
  | {
      readonly path: string;
      /** Storages that use it. */
      users: number;
      /** Keeps the engine up, and its lock on the directory, while other sessions come and go. */
      readonly anchor: Promise<Anchor>;
    }
  | undefined;

function noDatabase(path: string, problem: string, cause?: unknown): StorageError {
  return new StorageError('NO_DATABASE', `clickhouse: ${path}: ${problem}`, { cause });
}

async function makeWritable(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there && !there.isDirectory()) throw noDatabase(path, 'this is not a folder');
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw noDatabase(path, 'this folder cannot be written', cause);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The process that the engine's lock file names, if it is another one that is alive. */
async function lockHolder(path: string): Promise<number | undefined> {
  const status = await readFile(join(path, 'status'), 'utf8').catch(() => '');
  const pid = Number(/^PID: (\d+)/.exec(status)?.[1]);
  return pid !== process.pid && isAlive(pid) ? pid : undefined;
}

async function openAnchor(path: string): Promise<Anchor> {
  await makeWritable(path);
  const engine = await loadEngine();
  // A directory that was closed in this process may still be on its way down.
  await engine.drainPending();
  try {
    return { engine, session: new engine.Session(path) };
  } catch (cause) {
    const holder = await lockHolder(path);
    throw holder === undefined
      ? noDatabase(path, 'the engine cannot open this folder', cause)
      : new StorageError('LOCKED', `clickhouse: ${path} is open in process ${holder}`, { cause });
  }
}

/** A data directory that this process holds. */
export interface DataDirectory {
  readonly engine: Engine;
  /** A new session of the engine; sessions of one directory work in parallel and see the same data. */
  session(): Session;
  /** Gives the directory up; all its sessions must be closed by then. */
  release(): void;
}

/**
 * Takes hold of a data directory, which is made when it is missing. The engine can have one per
 * process; several storages of this process may share it.
 *
 * @param path relative ones are relative to the working folder
 * @throws StorageError NO_DATABASE when it cannot be a writable folder of the engine, LOCKED when
 *   another process holds it or this process holds another one
 */
export async function holdDataDirectory(path: string): Promise<DataDirectory> {
  const absolute = resolve(path);
  if (open && open.path !== absolute) {
    throw new StorageError(
      'LOCKED',
      `clickhouse: this process has ${open.path} open, and can have one data directory at a time; close that storage first`,
    );
  }
  open ??= { path: absolute, users: 0, anchor: openAnchor(absolute) };
  const held = open;
  held.users += 1;
  const leave = (): boolean => {
    held.users -= 1;
    if (held.users > 0) return false;
    open = undefined;
    return true;
  };
  try {
    const { engine, session } = await held.anchor;
    return {
      engine,
      session: () => new engine.Session(absolute),
      release: () => {
        if (leave()) session.close();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}
