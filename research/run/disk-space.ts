import { statfsSync } from 'node:fs';
import { BadInputError } from '../../errors';

/**
 * Bytes that a storage may take for one mark while it loads: the widest engine keeps about 60, and
 * write-ahead logs, parts that a merge is about to replace and spooled batches come on top.
 */
const BYTES_PER_MARK_WHILE_LOADING = 160;

/** What a storage takes without any mark, and what the run's own files take. */
const BYTES_PER_STORAGE = 128 * 1024 * 1024;

/** Bytes that a run's temporary folder may need; generous, as a full disk ends the run. */
export function neededBytes(rows: number, storages: number): number {
  return storages * (rows * BYTES_PER_MARK_WHILE_LOADING + BYTES_PER_STORAGE);
}

/** @throws BadInputError when less than `bytes` are free where `folder` is */
export function assertFreeSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  const mib = (value: number): string => `${Math.ceil(value / 1024 ** 2)} MiB`;
  throw new BadInputError(
    '--rows',
    `the run may need ${mib(bytes)} of temporary space, ${mib(free)} are free`,
    'ask for fewer rows, or set TMPDIR to a folder on a bigger disk',
  );
}
