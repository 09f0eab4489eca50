import { open } from 'node:fs/promises';
import { BadInputError } from '../../errors';
import { RecordScanner, type StructureProblem } from './record-scanner';

const CHUNK_BYTES = 1 << 20;
/** A record longer than this is taken for a quote that was never closed; it bounds the memory of a read. */
export const MAX_RECORD_BYTES = 16 << 20;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const LF = 0x0a;

/** Lines and columns count from 1; a column counts characters (code points), as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface BrokenRecord extends Place {
  readonly problem: StructureProblem | 'record-too-long';
  /** Offset in the file of the record; reading goes on with the line after its first one. */
  readonly fileOffset: number;
}

/** What a reader of CSV does with the records; calls come in the order of the file. */
export interface CsvVisitor {
  /**
   * @param record valid during the call only
   * @param at where the record is in the file
   * @returns true when {@link drain} must be awaited before the next record
   */
  record(record: RecordScanner, at: RecordPosition): boolean;
  /** A broken record; what the visitor does not throw on is left out. @returns as `record` */
  broken(record: BrokenRecord): boolean;
  drain(): Promise<void>;
}

export interface RecordPosition {
  /** Line of the record's first byte, from 1. */
  readonly line: number;
  /** Offset in the file of the buffer's first byte. */
  readonly bufferOffset: number;
}

/** What the lines of a file end with; `none` for a single line without an end. */
export type LineEnds = 'none' | 'lf' | 'crlf' | 'mixed';

/** A file that was read to its end. */
export interface FileRead {
  readonly bytes: number;
  readonly lineEnds: LineEnds;
}

export interface ReadCsvOptions {
  /** The flag that named the file, for messages. */
  readonly flag: string;
  /** Fields of a record whose offsets are needed; more are only counted. */
  readonly maxFields: number;
  readonly signal?: AbortSignal | undefined;
  /** Told after every chunk how many bytes it had. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Bytes read at a time; @default 1 MiB. */
  readonly chunkBytes?: number;
}

/** The place of a byte of a record: `at` and `start` count the bytes of `bytes`. */
export function placeOf(bytes: Buffer, start: number, startLine: number, at: number): Place {
  let line = startLine;
  let lineStart = start;
  for (let index = start; index < at; index += 1) {
    if (bytes[index] === LF) {
      line += 1;
      lineStart = index + 1;
    }
  }
  return { line, column: 1 + Array.from(bytes.toString('utf8', lineStart, at)).length };
}

function readFailure(flag: string, path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return new BadInputError(flag, `${path} does not exist`, 'name a CSV file', { cause: error });
  }
  if (code === 'EISDIR' || code === 'EACCES') {
    const why = code === 'EISDIR' ? 'is a folder' : 'may not be read';
    return new BadInputError(flag, `${path} ${why}`, 'name a CSV file', { cause: error });
  }
  return error;
}

/** Reads and scans; one object for one pass over one file. */
class CsvPass {
  #buffer: Buffer;
  #limit = 0;
  #bufferOffset = 0;
  #line = 1;
  /** A broken record's first line had no end in the buffer yet. */
  #skippingLine = false;
  #lineEnds: LineEnds = 'none';
  readonly #scanner: RecordScanner;

  constructor(
    private readonly visitor: CsvVisitor,
    private readonly options: ReadCsvOptions,
  ) {
    this.#buffer = Buffer.allocUnsafe(options.chunkBytes ?? CHUNK_BYTES);
    this.#scanner = new RecordScanner(options.maxFields);
  }

  async read(path: string): Promise<FileRead> {
    const file = await open(path, 'r');
    try {
      for (let first = true, atEnd = false; !atEnd; first = false) {
        this.options.signal?.throwIfAborted();
        const { bytesRead } = await file.read(
          this.#buffer,
          this.#limit,
          this.#buffer.length - this.#limit,
        );
        atEnd = bytesRead === 0;
        this.#limit += bytesRead;
        // A file may come in pieces smaller than its byte order mark; wait for the whole of it.
        if (first && !atEnd && this.#limit < BYTE_ORDER_MARK.length) {
          const rest = await file.read(this.#buffer, this.#limit, BYTE_ORDER_MARK.length);
          this.#limit += rest.bytesRead;
        }
        const marked =
          first && BYTE_ORDER_MARK.every((byte, index) => this.#buffer[index] === byte);
        await this.#scanChunk(marked ? BYTE_ORDER_MARK.length : 0, atEnd);
        this.options.onBytes?.(bytesRead);
      }
      return { bytes: this.#bufferOffset, lineEnds: this.#lineEnds };
    } finally {
      await file.close();
    }
  }

  async #scanChunk(from: number, atEnd: boolean): Promise<void> {
    let at = this.#skippingLine ? this.#endOfLine(from) : from;
    while (at < this.#limit) {
      const outcome = this.#scanner.scan(this.#buffer, at, this.#limit, atEnd);
      if (outcome === 'more') {
        if (this.#limit - at < MAX_RECORD_BYTES) break;
        at = await this.#passOver(at, 'record-too-long', at);
      } else if (outcome === 'record') {
        const { start, contentEnd, fields, end, lineFeeds } = this.#scanner;
        const isEmptyLine = fields === 1 && contentEnd === start;
        if (!isEmptyLine) {
          const position = { line: this.#line, bufferOffset: this.#bufferOffset };
          if (this.visitor.record(this.#scanner, position)) await this.visitor.drain();
        }
        this.#line += lineFeeds;
        this.#noteLineEnd(end - contentEnd);
        at = end;
      } else {
        at = await this.#passOver(at, outcome, this.#scanner.problemAt);
      }
    }
    this.#keepFrom(Math.min(at, this.#limit));
  }

  /** Reports the broken record at `start`; reading goes on with the line after its first one. */
  async #passOver(
    start: number,
    problem: BrokenRecord['problem'],
    problemAt: number,
  ): Promise<number> {
    const place = placeOf(this.#buffer, start, this.#line, problemAt);
    this.#skippingLine = true;
    const next = this.#endOfLine(start);
    const fileOffset = this.#bufferOffset + start;
    if (this.visitor.broken({ ...place, problem, fileOffset })) await this.visitor.drain();
    return next;
  }

  #noteLineEnd(bytes: number): void {
    if (bytes === 0) return;
    const lineEnd = bytes === 1 ? 'lf' : 'crlf';
    if (this.#lineEnds !== lineEnd) this.#lineEnds = this.#lineEnds === 'none' ? lineEnd : 'mixed';
  }

  #endOfLine(from: number): number {
    const lineFeed = this.#buffer.subarray(0, this.#limit).indexOf(LF, from);
    if (lineFeed < 0) return this.#limit;
    this.#skippingLine = false;
    this.#line += 1;
    return lineFeed + 1;
  }

  /** Moves what is not yet read to the front, and doubles a buffer that one record fills. */
  #keepFrom(at: number): void {
    const kept = this.#limit - at;
    if (at === 0 && kept === this.#buffer.length) {
      const grown = Buffer.allocUnsafe(this.#buffer.length * 2);
      this.#buffer.copy(grown, 0, 0, kept);
      this.#buffer = grown;
      return;
    }
    this.#buffer.copyWithin(0, at, this.#limit);
    this.#bufferOffset += at;
    this.#limit = kept;
  }
}

/**
 * Reads a CSV file once, record by record, with memory bounded by {@link MAX_RECORD_BYTES}.
 *
 * A UTF-8 byte order mark and empty lines carry no record and are passed over.
 *
 * @throws BadInputError when the file cannot be opened; whatever the visitor throws
 */
export async function readCsvFile(
  path: string,
  visitor: CsvVisitor,
  options: ReadCsvOptions,
): Promise<FileRead> {
  try {
    const fileRead = await new CsvPass(visitor, options).read(path);
    await visitor.drain();
    return fileRead;
  } catch (error) {
    throw readFailure(options.flag, path, error);
  }
}
