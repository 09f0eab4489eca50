import { fstatSync, write as writeDescriptor } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { BadInputError } from '../errors';

/** Where a command's data go: whole, or not at all where that can be had. */
export interface OutputTarget {
  /** Resolves when the bytes are handed over, so that a caller who waits never piles up more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes what was written count. */
  finish(): Promise<void>;
  /** Removes what was written, as far as that can be done; never rejects. */
  discard(): Promise<void>;
}

/** Whoever reads standard output has read enough (`| head`). */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

const STDOUT = 1;

const writeToDescriptor = promisify(writeDescriptor);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function cannotWrite(what: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`cannot write ${what}: ${reason}`, { cause: error });
}

async function checkDestination(flag: string, path: string, force: boolean): Promise<void> {
  const existing = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new BadInputError(
      flag,
      `${path} cannot be used (${String(codeOf(error))})`,
      'give another path',
    );
  });
  if (existing === undefined) return;
  if (!existing.isFile()) {
    throw new BadInputError(
      flag,
      `${path} is there and is not a regular file`,
      'give the path of a file, or leave it out and redirect standard output',
    );
  }
  if (!force) {
    throw new BadInputError(
      flag,
      `${path} is there already`,
      'add --force to replace it, or give another path',
    );
  }
}

async function openPartial(flag: string, partial: string, force: boolean): Promise<FileHandle> {
  try {
    return await open(partial, force ? 'w' : 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new BadInputError(
        flag,
        `${partial} is there: another run writes it, or one was killed`,
        'wait for that run, or remove the file',
      );
    }
    throw new BadInputError(
      flag,
      `${partial} cannot be written (${String(codeOf(error))})`,
      'give a path in a folder that is there and that you may write to',
    );
  }
}

class FileTarget implements OutputTarget {
  constructor(
    private readonly path: string,
    private readonly partial: string,
    private readonly file: FileHandle,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.file.writeFile(bytes);
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  async finish(): Promise<void> {
    try {
      await this.file.close();
      await rename(this.partial, this.path);
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.partial, { force: true }).catch(() => undefined);
  }
}

/**
 * A file that comes to be when it is finished: until then its bytes are in `PATH.partial`.
 *
 * @param flag the flag that names it, for messages
 * @param force replace a file that is there
 * @throws BadInputError when the file is there and `force` is not, or when it cannot be made
 */
export async function openFileTarget(
  flag: string,
  path: string,
  force: boolean,
): Promise<OutputTarget> {
  const absolute = resolve(path);
  await checkDestination(flag, absolute, force);
  const partial = `${absolute}.partial`;
  return new FileTarget(absolute, partial, await openPartial(flag, partial, force));
}

/** Rejects when the signal is aborted before `work` is settled. */
async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A pipe, a socket or a terminal: its reader may be slow, or gone. */
class StreamTarget implements OutputTarget {
  private pending = 0;

  constructor(private readonly signal: AbortSignal) {
    // The callback of each write reports its error; without a listener it would end the process too.
    process.stdout.on('error', () => undefined);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.pending++;
    const written = new Promise<void>((done, fail) => {
      process.stdout.write(bytes, (error) => {
        this.pending--;
        if (!error) done();
        else if (codeOf(error) === 'EPIPE') fail(new ReaderGoneError());
        else fail(cannotWrite('standard output', error));
      });
    });
    await orAborted(written, this.signal);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  discard(): Promise<void> {
    // A reader that has stopped reading would keep the process alive for the sake of this write.
    if (this.pending > 0) setImmediate(() => process.exit());
    return Promise.resolve();
  }
}

/** A file that standard output was redirected to. Node's own stream for it ignores short writes. */
class RedirectedTarget implements OutputTarget {
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) {
        at += (await writeToDescriptor(STDOUT, bytes, at, bytes.length - at, null)).bytesWritten;
      }
    } catch (error) {
      throw cannotWrite('standard output', error);
    }
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}

/** Standard output, whatever it is connected to. What was written there cannot be taken back. */
export function openStandardOutput(signal: AbortSignal): OutputTarget {
  const kind = fstatSync(STDOUT);
  const isStream = kind.isFIFO() || kind.isSocket() || isatty(STDOUT);
  return isStream ? new StreamTarget(signal) : new RedirectedTarget();
}
