import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StorageError } from '../storage-error';

/**
 * Database files that this process has open, by real path. DuckDB locks a file against other
 * processes with POSIX record locks, which do not exclude the process that holds them and are lost
 * as soon as it closes any handle of the file; so a second opening here would go unnoticed and then
 * let other processes in.
 */
const openHere = new Set<string>();

/** A database file that no one else in this process has open. */
export interface DatabaseFile {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Beside the file; for whoever holds the database's lock to make, empty and remove. */
  readonly temporaryFolder: string;
  /** Lets the file be opened again. */
  release(): void;
}

function noDatabase(path: string, problem: string, cause?: unknown): StorageError {
  return new StorageError('NO_DATABASE', `duckdb: ${path}: ${problem}`, { cause });
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}

async function checkedRealPath(path: string): Promise<string> {
  const folder = dirname(path);
  if ((await kindOf(folder)) !== 'folder') throw noDatabase(path, `${folder} is not a folder`);
  const kind = await kindOf(path);
  if (kind === 'folder') throw noDatabase(path, 'this is a folder; name a file in it');
  try {
    // Beside the database go its write-ahead log and temporary files, so the folder matters as well.
    await access(folder, constants.W_OK | constants.X_OK);
    if (kind === 'file') await access(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw noDatabase(path, 'this file or its folder cannot be written', cause);
  }
  return kind === 'file' ? realpath(path) : join(await realpath(folder), basename(path));
}

/**
 * Claims a database file for this process; the file itself need not exist yet.
 *
 * @param path as in the URL; relative ones are relative to the working folder, and no name has a special meaning
 * @throws StorageError NO_DATABASE when it cannot be a writable file, LOCKED when it is open in this process
 */
export async function claimDatabaseFile(path: string): Promise<DatabaseFile> {
  const real = await checkedRealPath(resolve(path));
  if (openHere.has(real)) {
    throw new StorageError('LOCKED', `duckdb: ${path} is open in this process already`);
  }
  openHere.add(real);
  return {
    path: real,
    temporaryFolder: `${real}.tmp`,
    release: () => {
      openHere.delete(real);
    },
  };
}
