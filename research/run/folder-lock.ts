import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInputError } from '../../errors';

/** How the names of the lock and of what it is made with begin. */
export const LOCK_FILE = '.lock';

/** Names one life of a process: ids are used again, and where the system tells, the start time is not. */
function nameOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The 22nd field, counted from behind the name in brackets, which may hold spaces (proc_pid_stat(5)).
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    // No such process, or no /proc.
  }
  try {
    process.kill(pid, 0);
    return `${pid}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? `${pid}` : undefined;
  }
}

function isHeld(lock: string): boolean {
  return nameOfProcess(Number.parseInt(lock, 10)) === lock;
}

/**
 * Takes a folder for this process alone. A lock whose process has ended is taken over; of several that
 * try so at the same time one succeeds.
 *
 * @returns gives the folder up
 * @throws BadInputError naming the process that holds it; the file system's error
 */
export function lockFolder(folder: string): () => void {
  const lock = join(folder, LOCK_FILE);
  const own = join(folder, `${LOCK_FILE}.${randomUUID()}`);
  writeFileSync(own, nameOfProcess(process.pid)!);
  try {
    for (;;) {
      try {
        // Fails when there is a lock, and is whole from the first moment on.
        linkSync(own, lock);
        return () => {
          rmSync(lock, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      takeOver(folder, lock);
    }
  } finally {
    rmSync(own);
  }
}

/** Removes a lock whose process has ended. @throws BadInputError when it has not */
function takeOver(folder: string, lock: string): void {
  let holder: string;
  try {
    holder = readFileSync(lock, 'utf8');
  } catch {
    // It was given up in the meantime.
    return;
  }
  if (isHeld(holder)) {
    throw new BadInputError(
      folder,
      `process ${Number.parseInt(holder, 10)} is measuring into this folder`,
      'wait for it, or name another folder',
    );
  }
  const removed = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, removed);
  } catch {
    // Another process has removed it first.
    return;
  }
  // What was renamed may already be the lock of a process that was quicker: then it goes back.
  if (readFileSync(removed, 'utf8') !== holder) linkSync(removed, lock);
  rmSync(removed);
}
