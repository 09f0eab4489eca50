import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { BadInputError } from '../../errors';

/** What a run has measured so far, so that it can go on after an interruption. */
export interface Journal {
  /**
   * The value that was recorded under `key` before the interruption; else does the work and records
   * what it resolves to, which must survive JSON. A rejection is not recorded.
   */
  once<Value>(key: string, work: () => Promise<Value>): Promise<Value>;
  /** Whether a value was recorded under `key` before the interruption. */
  knows(key: string): boolean;
  /** The values recorded before the interruption under keys that begin so, in the order of time. */
  values(beginning: string): readonly unknown[];
  /** Records a value that is there already. */
  note(key: string, value: unknown): void;
  /** The same journal, with all keys below `name`. */
  within(name: string): Journal;
}

/** A journal that remembers nothing: for runs that are not to be resumed. */
export const NO_JOURNAL: Journal = {
  once: (_key, work) => work(),
  knows: () => false,
  values: () => [],
  note: () => undefined,
  within: () => NO_JOURNAL,
};

interface Line {
  readonly key: string;
  readonly value: unknown;
}

/**
 * The lines of a journal. The last one may be cut off where the process was killed while it wrote;
 * what it held is measured again.
 */
function readLines(file: string): readonly Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.map((line, at) => {
    try {
      return JSON.parse(line) as Line;
    } catch (cause) {
      throw new BadInputError(
        `${file} at line ${at + 1}`,
        'is not as the run wrote it',
        'begin a new run in another folder',
        { cause },
      );
    }
  });
}

/** What is written next begins a line of its own. */
function dropCutLine(file: string): void {
  const text = readFileSync(file);
  truncateSync(file, text.lastIndexOf('\n') + 1);
}

class FileJournal implements Journal {
  constructor(
    private readonly file: string,
    private readonly recorded: ReadonlyMap<string, unknown>,
    private readonly prefix: string,
  ) {}

  async once<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const name = `${this.prefix}${key}`;
    if (this.recorded.has(name)) return this.recorded.get(name) as Value;
    const value = await work();
    this.note(key, value);
    return value;
  }

  note(key: string, value: unknown): void {
    const line: Line = { key: `${this.prefix}${key}`, value };
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }

  values(beginning: string): readonly unknown[] {
    return [...this.recorded]
      .filter(([name]) => name.startsWith(`${this.prefix}${beginning}`))
      .map(([, value]) => value);
  }

  knows(key: string): boolean {
    return this.recorded.has(`${this.prefix}${key}`);
  }

  within(name: string): Journal {
    return new FileJournal(this.file, this.recorded, `${this.prefix}${name}/`);
  }
}

/**
 * The journal in a file, each value on a line of its own as soon as it is measured; a file that is
 * there goes on.
 *
 * @throws BadInputError when the file is no journal
 */
export function fileJournal(file: string): Journal {
  const lines = existsSync(file) ? readLines(file) : [];
  if (existsSync(file)) dropCutLine(file);
  return new FileJournal(file, new Map(lines.map(({ key, value }) => [key, value])), '');
}
