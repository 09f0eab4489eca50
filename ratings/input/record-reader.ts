import { basename } from 'node:path';
import {
  placeOf,
  readCsvFile,
  type BrokenRecord,
  type CsvVisitor,
  type FileRead,
  type RecordPosition,
} from '../csv/csv-file';
import type { RecordScanner } from '../csv/record-scanner';
import { badRecordError, brokenRecord, type RecordProblem } from './bad-record';
import type { BadRecords } from './bad-records';
import { MAX_COLUMNS, missingHeader, readHeader, type Header } from './header';
import { LeftOut, type CheckedFile } from './checked-file';

export interface InputFile {
  /** The flag that named the file. */
  readonly flag: string;
  readonly path: string;
  readonly badRecords: BadRecords;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Bytes read at a time; @default 1 MiB. */
  readonly chunkBytes?: number;
}

/** A problem of one record; `field` is the position of the column at fault, null for the whole record. */
export interface FoundProblem {
  readonly problem: RecordProblem;
  readonly field: number | null;
  readonly reason: string;
}

/**
 * A CSV file with a header: checks the structure, names what is bad by line and column, and hands
 * the rest to a subclass field by field.
 */
export abstract class RecordReader implements CsvVisitor {
  /** Offset in the file of the header's line end. */
  headerEnd = 0;
  protected header: Header | null = null;
  readonly #file: string;
  readonly #leftOut = new LeftOut();

  constructor(
    protected readonly input: InputFile,
    private readonly required: readonly string[],
  ) {
    this.#file = basename(input.path);
  }

  /** Called once, before the first {@link accept}. */
  protected abstract start(header: Header, record: RecordScanner, at: RecordPosition): void;

  /** @returns the record's problem, or null when it was taken */
  protected abstract accept(record: RecordScanner, at: RecordPosition): FoundProblem | null;

  /** True when {@link drain} should be awaited before the next record. */
  protected isFull(): boolean {
    return false;
  }

  /** Reads the file to its end. */
  async read(): Promise<CheckedFile> {
    const { path, flag, signal, onBytes, chunkBytes } = this.input;
    const { bytes, lineEnds }: FileRead = await readCsvFile(path, this, {
      flag,
      maxFields: MAX_COLUMNS,
      signal,
      onBytes,
      ...(chunkBytes === undefined ? {} : { chunkBytes }),
    });
    if (this.header === null) throw missingHeader(this.#file, this.required);
    this.#leftOut.keepFrom(bytes);
    return { path, lineEnds, leftOut: this.#leftOut.ranges };
  }

  record(record: RecordScanner, at: RecordPosition): boolean {
    if (this.header === null) {
      this.header = readHeader(record, at, this.#file, this.required);
      this.headerEnd = at.bufferOffset + record.contentEnd;
      this.start(this.header, record, at);
      return false;
    }
    const wanted = this.header.columns.length;
    const problem: FoundProblem | null =
      record.fields === wanted
        ? this.accept(record, at)
        : {
            problem: 'field-count',
            field: null,
            reason: `${record.fields} fields where the header has ${wanted}`,
          };
    const fileOffset = at.bufferOffset + record.start;
    if (problem === null) {
      this.#leftOut.keepFrom(fileOffset);
      return this.isFull();
    }
    this.#leftOut.leaveOutFrom(fileOffset);
    this.#report(problem, record, at, this.header);
    return this.input.badRecords.needsFlush;
  }

  broken(broken: BrokenRecord): boolean {
    // Without a header nothing that follows has a meaning.
    if (this.header === null) throw badRecordError(this.#file, brokenRecord(broken));
    this.#leftOut.leaveOutFrom(broken.fileOffset);
    this.input.badRecords.add(this.#file, brokenRecord(broken));
    return this.input.badRecords.needsFlush;
  }

  async drain(): Promise<void> {
    await this.input.badRecords.flush();
  }

  #report(found: FoundProblem, record: RecordScanner, at: RecordPosition, header: Header): void {
    const { problem, field, reason } = found;
    const start = field === null ? record.start : record.fieldStart[field]!;
    this.input.badRecords.add(this.#file, {
      ...placeOf(record.bytes, record.start, at.line, start),
      problem,
      field: field === null ? null : (header.columns[field] ?? null),
      reason,
    });
  }
}
