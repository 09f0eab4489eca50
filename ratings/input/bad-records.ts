import { open, type FileHandle } from 'node:fs/promises';
import { csvRecord } from '../csv/csv-field';
import { badRecordError, type BadRecord, type RecordProblem } from './bad-record';

/** What becomes of a record that cannot be used. */
export interface BadRecords {
  /** @throws BadInputError where bad records are not to be left out */
  add(file: string, bad: BadRecord): void;
  /** True when {@link flush} should be awaited to keep memory bounded. */
  readonly needsFlush: boolean;
  flush(): Promise<void>;
  /** Flushes and closes; to be called on every way out. */
  close(): Promise<void>;
  /** How many were left out, by file and problem, in the order in which each was first met. */
  readonly counts: readonly SkippedCount[];
  /** The first few that were left out. */
  readonly first: readonly SkippedRecord[];
}

export interface SkippedCount {
  readonly file: string;
  readonly problem: RecordProblem;
  readonly records: number;
}

export interface SkippedRecord extends BadRecord {
  readonly file: string;
}

/** The first bad record ends the run. */
export const STRICT: BadRecords = {
  add: (file, bad) => {
    throw badRecordError(file, bad);
  },
  needsFlush: false,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
  counts: [],
  first: [],
};

const FIRST_KEPT = 10;
const LINES_BUFFERED = 5_000;

/** Counts bad records and lists each of them in a CSV file: file,line,column,field,problem,reason. */
export class SkippedList implements BadRecords {
  readonly #counts = new Map<string, { file: string; problem: RecordProblem; records: number }>();
  readonly #first: SkippedRecord[] = [];
  #lines: string[] = [csvRecord(['file', 'line', 'column', 'field', 'problem', 'reason'])];

  private constructor(private readonly list: FileHandle) {}

  static async create(path: string): Promise<SkippedList> {
    return new SkippedList(await open(path, 'wx'));
  }

  get counts(): readonly SkippedCount[] {
    return [...this.#counts.values()];
  }

  get first(): readonly SkippedRecord[] {
    return this.#first;
  }

  get needsFlush(): boolean {
    return this.#lines.length >= LINES_BUFFERED;
  }

  add(file: string, bad: BadRecord): void {
    const name = `${file}\n${bad.problem}`;
    const count = this.#counts.get(name) ?? { file, problem: bad.problem, records: 0 };
    count.records += 1;
    this.#counts.set(name, count);
    if (this.#first.length < FIRST_KEPT) this.#first.push({ file, ...bad });
    this.#lines.push(
      csvRecord([
        file,
        String(bad.line),
        String(bad.column),
        bad.field ?? '',
        bad.problem,
        bad.reason,
      ]),
    );
  }

  async flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) await this.list.appendFile(lines.join(''));
  }

  async close(): Promise<void> {
    await this.flush();
    await this.list.close();
  }
}
