import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BadInputError } from '../../errors';
import { LOCK_FILE, lockFolder } from './folder-lock';

/** What was measured is in the journal under names below this one. */
export const MEASURED = 'measured';

/** There while the run is not complete: what it has measured so far, see `fileJournal`. */
const JOURNAL_FILE = 'journal.jsonl';

/** The folder a run's files go to, held by this process alone. */
export interface RunFolder {
  readonly path: string;
  readonly journalFile: string;
  /** The run is complete and its results are written: the journal goes, and the folder is given up. */
  readonly finish: () => void;
  /**
   * The run ends before it is complete: the folder stays, to be resumed, when something was measured,
   * and leaves no trace otherwise. A complete run stays as it is.
   */
  readonly abandon: () => 'kept' | 'removed' | 'complete';
}

function explain(out: string, error: unknown): BadInputError {
  if (error instanceof BadInputError) return error;
  const text = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
  return new BadInputError(
    '--out',
    `${out} cannot be written (${text.split(',', 1)[0]})`,
    'name a folder that you can write to',
    { cause: error },
  );
}

/** Whether something was measured; the other lines say what run it is and how it went. */
function isWorthKeeping(journalFile: string): boolean {
  if (!existsSync(journalFile)) return false;
  return readFileSync(journalFile, 'utf8').includes(`\n{"key":"${MEASURED}/`);
}

/** Removes the folders from `folder` up to `first`, as far as they are empty. */
function removeEmpty(folder: string, first: string): void {
  for (let next = folder; ; next = dirname(next)) {
    try {
      rmdirSync(next);
    } catch {
      // Somebody else put something there in the meantime.
      return;
    }
    if (next === first) return;
  }
}

function hold(path: string, firstCreated: string | undefined): RunFolder {
  const unlock = lockFolder(path);
  const journalFile = join(path, JOURNAL_FILE);
  let isOver = false;
  return {
    path,
    journalFile,
    finish: () => {
      isOver = true;
      rmSync(journalFile, { force: true });
      unlock();
    },
    abandon: () => {
      if (isOver) return 'complete';
      isOver = true;
      unlock();
      if (isWorthKeeping(journalFile)) return 'kept';
      rmSync(journalFile, { force: true });
      if (firstCreated !== undefined) removeEmpty(path, firstCreated);
      return 'removed';
    },
  };
}

/**
 * Takes `out`, which is missing or empty, for a new run. That it can be written is known before any
 * work is done.
 *
 * @throws BadInputError when `out` is a file, holds something, or cannot be written
 */
export function prepareRunFolder(out: string): RunFolder {
  const path = resolve(out);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) {
      throw new BadInputError('--out', `${out} is a file`, 'name a folder');
    }
    if (found && existsSync(join(path, JOURNAL_FILE))) {
      throw new BadInputError(
        '--out',
        `${out} holds a run that is not complete`,
        `go on with it by --resume ${out}, or name another folder`,
      );
    }
    // A lock is somebody's who came first, and says so itself.
    if (found && readdirSync(path).some((name) => !name.startsWith(LOCK_FILE))) {
      throw new BadInputError(
        '--out',
        `${out} is not empty`,
        'name a folder that does not exist yet; runs are never overwritten',
      );
    }
    const firstCreated = mkdirSync(path, { recursive: true });
    return hold(path, firstCreated);
  } catch (error) {
    throw explain(out, error);
  }
}

/**
 * Takes the folder of a run that was interrupted, to go on with it.
 *
 * @throws BadInputError when there is no such run, or another process is at it
 */
export function resumeRunFolder(out: string): RunFolder {
  const path = resolve(out);
  if (!existsSync(join(path, JOURNAL_FILE))) {
    throw new BadInputError(
      '--resume',
      `${out} holds no run that was interrupted`,
      'name the folder of one; it has a journal.jsonl',
    );
  }
  try {
    return hold(path, undefined);
  } catch (error) {
    throw explain(out, error);
  }
}
