import {
  type InsertOptions,
  type InsertReceipt,
  openStorage as openRealStorage,
  type Storage,
  StorageError,
} from '../loaders';
import { type MarkColumns, sliceMarkColumns } from '../marks';
import type { AnswerRow, QuestionName, QuestionParameters } from '../schemas';

/**
 * Real storages with faults, for what a healthy engine cannot be made to do. A module like the
 * loaders' door: `openStorage('<fault>[,<fault>]+<URL>')` opens the real storage behind the URL.
 */
const FAULTS = [
  /** Completion by genre counts one film too many. */
  'wrong-answer',
  /** The same, but not the first time it is asked in a process. */
  'wrong-again',
  /** The last row of every batch is dropped and acknowledged. */
  'lost-row',
  /** The process ends with exit code 7 in an insert of 1,000 rows. */
  'exit-on-insert',
  /** The process is killed in the question unfinished-films. */
  'killed-on-ask',
  /** An insert fills the JavaScript heap. */
  'eats-heap',
  /** Inserts never end. */
  'hang-on-insert',
  /** Cannot be opened. */
  'locked',
  /** No fault: what the others are compared with. */
  'sound',
] as const;

type Fault = (typeof FAULTS)[number];

class FaultyStorageDouble implements Storage {
  readonly identity;
  readonly capabilities;
  readonly formats;
  #askedBefore = false;

  constructor(
    private readonly faults: readonly Fault[],
    private readonly real: Storage,
  ) {
    this.identity = real.identity;
    this.capabilities = real.capabilities;
    this.formats = real.formats.slice(0, 1);
  }

  createSchema(): Promise<void> {
    return this.real.createSchema();
  }

  dropSchema(): Promise<void> {
    return this.real.dropSchema();
  }

  replaceFilms(...films: Parameters<Storage['replaceFilms']>): Promise<void> {
    return this.real.replaceFilms(...films);
  }

  async insert(columns: MarkColumns, options: InsertOptions): Promise<InsertReceipt> {
    if (this.faults.includes('exit-on-insert') && columns.rows === 1_000) {
      process.stderr.write('double: this is where it breaks\n');
      process.exit(7);
    }
    if (this.faults.includes('eats-heap')) {
      for (const kept: object[] = []; ;) kept.push({ more: kept.length });
    }
    if (this.faults.includes('hang-on-insert')) return new Promise(() => undefined);
    if (!this.faults.includes('lost-row')) return this.real.insert(columns, options);
    const receipt = await this.real.insert(sliceMarkColumns(columns, 0, columns.rows - 1), options);
    return { ...receipt, rows: columns.rows };
  }

  async ask(
    question: QuestionName,
    parameters?: QuestionParameters,
  ): Promise<readonly AnswerRow[]> {
    if (this.faults.includes('killed-on-ask') && question === 'unfinished-films') {
      process.kill(process.pid, 'SIGKILL');
    }
    const rows = await this.real.ask(question, parameters);
    if (question !== 'completion-by-genre') return rows;
    const isWrong =
      this.faults.includes('wrong-answer') ||
      (this.faults.includes('wrong-again') && this.#askedBefore);
    this.#askedBefore = true;
    if (!isWrong) return rows;
    return rows.map((row, at) => (at === 0 ? { ...row, films: Number(row.films) + 1 } : row));
  }

  size(): ReturnType<Storage['size']> {
    return this.real.size();
  }

  close(): Promise<void> {
    return this.real.close();
  }
}

export async function openStorage(text: string): Promise<Storage> {
  const at = text.indexOf('+');
  const faults = text
    .slice(0, at)
    .split(',')
    .map((name) => FAULTS.find((fault) => fault === name));
  if (!faults.every((fault) => fault !== undefined)) {
    throw new StorageError('BAD_URL', `no such fault: ${text}`);
  }
  if (faults.includes('locked')) {
    throw new StorageError('LOCKED', 'the double is held by another process');
  }
  return new FaultyStorageDouble(faults, await openRealStorage(text.slice(at + 1)));
}
