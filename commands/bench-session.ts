import { join } from 'node:path';
import { BadInputError } from '../errors';
import { redactStorageUrl } from '../loaders';
import {
  fileJournal,
  type Journal,
  prepareRunFolder,
  resumeRunFolder,
  RESULTS_SCHEMA_VERSION,
  type RunFolder,
} from '../research';
import type { BenchFlags } from './bench-flags';

/** What the first line of a journal says: how the run was begun. */
interface RunHeader {
  readonly schemaVersion: number;
  readonly runId: string;
  /** Storages without their passwords. */
  readonly flags: BenchFlags;
}

const HEADER = 'run';

/** A run that begins or goes on: its folder, held by this process, and what is in it. */
export interface BenchSession {
  readonly folder: RunFolder;
  readonly journal: Journal;
  readonly runId: string;
  /** Of the first beginning, whatever was given this time. */
  readonly flags: BenchFlags;
  /** As the user named it. */
  readonly out: string;
}

function withoutPasswords(storages: string): string {
  return storages.split(',').map(redactStorageUrl).join(',');
}

/**
 * Begins a run.
 *
 * @param newRunId names it, and its folder where the user named none
 * @throws BadInputError when the folder cannot be had
 */
export async function beginSession(flags: BenchFlags, newRunId: string): Promise<BenchSession> {
  const out = flags.out ?? join('runs', newRunId);
  const folder = prepareRunFolder(out);
  const journal = fileJournal(folder.journalFile);
  const { storages } = flags;
  await journal.once<RunHeader>(HEADER, () =>
    Promise.resolve({
      schemaVersion: RESULTS_SCHEMA_VERSION,
      runId: newRunId,
      flags: { ...flags, ...(storages !== undefined && { storages: withoutPasswords(storages) }) },
    }),
  );
  return { folder, journal, runId: newRunId, flags, out };
}

/** The storages of the run that goes on; ones with a password are not in its journal in full. */
function storagesOf(given: string | undefined, recorded: string | undefined): string | undefined {
  if (given !== undefined) {
    if (withoutPasswords(given) === recorded) return given;
    throw new BadInputError(
      '--storages',
      'these are not the storages with which the run began',
      recorded === undefined ? 'leave it out' : `name ${recorded}`,
    );
  }
  if (recorded?.includes(':***@') !== true) return recorded;
  throw new BadInputError(
    '--storages',
    'is needed, because passwords are not kept with the run',
    `name ${recorded} with its passwords`,
  );
}

/**
 * Goes on with the run in `flags.resume`: its own flags hold, whatever else is given.
 *
 * @throws BadInputError when there is no such run, another process is at it, or this program's
 *   results have another form
 */
export async function resumeSession(
  flags: BenchFlags & { readonly resume: string },
): Promise<BenchSession> {
  const out = flags.resume;
  const folder = resumeRunFolder(out);
  try {
    const journal = fileJournal(folder.journalFile);
    const header = await journal.once<RunHeader>(HEADER, () =>
      Promise.reject(
        new BadInputError('--resume', `${out} does not say what run it is`, 'begin a new run'),
      ),
    );
    if (header.schemaVersion !== RESULTS_SCHEMA_VERSION) {
      throw new BadInputError(
        '--resume',
        `${out} was begun by another version of the bench`,
        'go on with the version that began it, or begin a new run',
      );
    }
    const storages = storagesOf(flags.storages, header.flags.storages);
    const own = { ...header.flags, ...(storages !== undefined && { storages }) };
    // What its storages hold is the run's own from before the interruption.
    return { folder, journal, runId: header.runId, flags: { ...own, overwrite: true }, out };
  } catch (error) {
    folder.abandon();
    throw error;
  }
}
