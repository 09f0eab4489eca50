import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BadInputError } from '../../errors';

/** The folder a run's files go to, built aside and moved into place whole. */
export interface RunFolder {
  /** Where to write: a sibling of the target, on the same file system. */
  readonly staging: string;
  /** Moves everything into place. */
  readonly publish: () => void;
  /** Leaves no trace. No effect after {@link publish}. */
  readonly discard: () => void;
}

function explain(out: string, error: unknown): BadInputError {
  const text = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
  return new BadInputError(
    '--out',
    `${out} cannot be written (${text.split(',', 1)[0]})`,
    'name a folder that you can write to',
    { cause: error },
  );
}

/**
 * Prepares `out`, which is missing or empty. Creating the staging folder proves, before any work is
 * done, that it can be written.
 *
 * @throws BadInputError when `out` is a file, holds something, or cannot be written
 */
export function prepareRunFolder(out: string): RunFolder {
  const target = resolve(out);
  let firstCreated: string | undefined;
  let staging: string;
  try {
    const found = statSync(target, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) {
      throw new BadInputError('--out', `${out} is a file`, 'name a folder');
    }
    if (found && readdirSync(target).length > 0) {
      throw new BadInputError(
        '--out',
        `${out} is not empty`,
        'name a folder that does not exist yet; runs are never overwritten',
      );
    }
    firstCreated = mkdirSync(dirname(target), { recursive: true });
    staging = join(dirname(target), `.${basename(target)}.partial-${randomUUID().slice(0, 8)}`);
    mkdirSync(staging);
  } catch (error) {
    throw error instanceof BadInputError ? error : explain(out, error);
  }
  let published = false;
  return {
    staging,
    publish: () => {
      // rename replaces a folder only while that is empty, so a run that finished first stays.
      renameSync(staging, target);
      published = true;
    },
    discard: () => {
      if (published) return;
      rmSync(staging, { recursive: true, force: true });
      let folder = firstCreated === undefined ? undefined : dirname(target);
      while (folder !== undefined) {
        try {
          rmdirSync(folder);
        } catch {
          // Somebody else put something there in the meantime.
          return;
        }
        folder = folder === firstCreated ? undefined : dirname(folder);
      }
    },
  };
}
