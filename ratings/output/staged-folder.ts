import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { BadInputError } from '../../errors';

async function realPathOrSelf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

export interface StagedFolderOptions {
  /** The flag that named the folder, for messages. */
  readonly flag: string;
  /** Every name that a run may write. */
  readonly names: readonly string[];
  /** Files that must not be written over. */
  readonly inputs: readonly string[];
  /** Whether results of an earlier run may be replaced. */
  readonly force: boolean;
}

/**
 * Checks that results may be written to `folder`, before any work is done.
 *
 * @throws BadInputError when a result is there already (unless `force`) or is one of the inputs
 */
export async function checkTarget(folder: string, options: StagedFolderOptions): Promise<void> {
  const { flag, names, inputs, force } = options;
  const inputPaths = await Promise.all(inputs.map(realPathOrSelf));
  for (const name of names) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    if (inputPaths.includes(await realPathOrSelf(path))) {
      throw new BadInputError(
        flag,
        `${path} is one of the input files and would be written over`,
        'name another folder',
      );
    }
    if (!force) {
      throw new BadInputError(
        flag,
        `${path} exists already`,
        'name another folder, or replace results with --force',
      );
    }
  }
}

/**
 * A folder whose files appear all at the end or not at all: they are written to a hidden folder
 * beside it, and moved when all of them are whole.
 */
export class StagedFolder {
  private constructor(
    readonly target: string,
    readonly path: string,
    private readonly names: readonly string[],
  ) {}

  /** @throws BadInputError as {@link checkTarget}, or when the target is not a folder */
  static async create(target: string, options: StagedFolderOptions): Promise<StagedFolder> {
    await checkTarget(target, options);
    const parent = dirname(resolve(target));
    try {
      await mkdir(parent, { recursive: true });
      if (existsSync(target)) await readdir(target);
      const path = join(parent, `.ratings-${randomUUID()}`);
      await mkdir(path);
      return new StagedFolder(target, path, options.names);
    } catch (error) {
      throw new BadInputError(
        options.flag,
        `${target} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
        'name a folder that may be written to',
        { cause: error },
      );
    }
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Moves what was written to the target; results of an earlier run that have no successor are removed. */
  async publish(): Promise<void> {
    const written = await this.#writtenFiles();
    if (!existsSync(this.target)) {
      await rename(this.path, this.target);
      return;
    }
    for (const name of written) {
      await mkdir(dirname(join(this.target, name)), { recursive: true });
      await rename(this.file(name), join(this.target, name));
    }
    const stale = this.names.filter((name) => !written.includes(name));
    for (const name of stale) await rm(join(this.target, name), { force: true });
    await rm(this.path, { recursive: true });
  }

  /** Paths below the staged folder, those in folders of it too. */
  async #writtenFiles(): Promise<readonly string[]> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(this.path, join(parentPath, name)));
  }

  /** Removes what was written; nothing happens after {@link publish}. */
  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
