import type { MarkColumns, UuidColumn } from '../mark-columns';
import type { MarkOrigin } from '../mark-origin';
import { PLATFORMS } from '../platform';

/**
 * Rows that the UUID columns interleave at a time: small enough for the scratch words to stay in
 * the processor's cache, large enough for the copies into the body to cost nothing.
 */
const ROWS_PER_STRIDE = 2048;

/** LowCardinality: the dictionary travels with the rows ("shared dictionaries with additional keys"). */
const LOW_CARDINALITY_VERSION = 1n;
/** One-byte keys (0), with additional keys (bit 9), the dictionary to be replaced (bit 10). */
const LOW_CARDINALITY_FLAGS = 0x600n;

/** Bytes of an unsigned LEB128 number. */
function varUInt(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.from(varUInt(bytes.length)), bytes]);
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function columnHeader(name: string, type: string): Buffer {
  return Buffer.concat([text(name), text(type)]);
}

function dictionary(values: readonly string[]): Buffer {
  return Buffer.concat([
    uint64(LOW_CARDINALITY_VERSION),
    uint64(LOW_CARDINALITY_FLAGS),
    uint64(BigInt(values.length)),
    ...values.map(text),
  ]);
}

const PLATFORM_DICTIONARY = dictionary(PLATFORMS);

interface NativeColumn {
  readonly header: Buffer;
  /** What precedes the values of a column that has rows. */
  readonly prefix: (rows: number) => Buffer;
  readonly bytesPerRow: number;
  readonly write: (columns: MarkColumns, body: Buffer, at: number) => void;
}

const NO_PREFIX = Buffer.alloc(0);

/** A UUID is its first half and then its second, each as a little-endian 64-bit number. */
function writeUuids(column: UuidColumn, rows: number, body: Buffer, at: number): void {
  const high = new Int32Array(column.high.buffer, column.high.byteOffset, rows * 2);
  const low = new Int32Array(column.low.buffer, column.low.byteOffset, rows * 2);
  // A column starts at any byte of the body, but words can only be written at multiples of four.
  const words = new Int32Array(Math.min(rows, ROWS_PER_STRIDE) * 4);
  const bytes = new Uint8Array(words.buffer);
  for (let first = 0; first < rows; first += ROWS_PER_STRIDE) {
    const end = Math.min(first + ROWS_PER_STRIDE, rows) * 2;
    let word = 0;
    for (let half = first * 2; half < end; half += 2) {
      words[word] = high[half]!;
      words[word + 1] = high[half + 1]!;
      words[word + 2] = low[half]!;
      words[word + 3] = low[half + 1]!;
      word += 4;
    }
    body.set(word === words.length ? bytes : bytes.subarray(0, word * 4), at + first * 16);
  }
}

function uuidColumn(name: string, pick: (columns: MarkColumns) => UuidColumn): NativeColumn {
  return {
    header: columnHeader(name, 'UUID'),
    prefix: () => NO_PREFIX,
    bytesPerRow: 16,
    write: (columns, body, at) => {
      writeUuids(pick(columns), columns.rows, body, at);
    },
  };
}

function plainColumn(
  name: string,
  type: string,
  bytesPerRow: number,
  pick: (columns: MarkColumns) => Uint32Array | BigInt64Array | Uint8Array,
  prefix: (rows: number) => Buffer = () => NO_PREFIX,
): NativeColumn {
  return {
    header: columnHeader(name, type),
    prefix,
    bytesPerRow,
    write: (columns, body, at) => {
      const { buffer, byteOffset, byteLength } = pick(columns);
      body.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    },
  };
}

const COLUMNS: readonly NativeColumn[] = [
  uuidColumn('mark_id', (columns) => columns.markId),
  uuidColumn('user_id', (columns) => columns.userId),
  uuidColumn('film_id', (columns) => columns.filmId),
  plainColumn('position_s', 'UInt32', 4, (columns) => columns.positionS),
  plainColumn('event_time', "DateTime64(3, 'UTC')", 8, (columns) => columns.eventTimeMs),
  plainColumn(
    'platform',
    'LowCardinality(String)',
    1,
    (columns) => columns.platform,
    (rows) => Buffer.concat([PLATFORM_DICTIONARY, uint64(BigInt(rows))]),
  ),
];

function originColumns({ topic, partition, offsets }: MarkOrigin): readonly NativeColumn[] {
  return [
    {
      header: columnHeader('_topic', 'LowCardinality(String)'),
      prefix: (rows) => Buffer.concat([dictionary([topic]), uint64(BigInt(rows))]),
      bytesPerRow: 1,
      // Every row's key is 0: the one entry of the dictionary.
      write: ({ rows }, body, at) => body.fill(0, at, at + rows),
    },
    {
      header: columnHeader('_partition', 'Int32'),
      prefix: () => NO_PREFIX,
      bytesPerRow: 4,
      write: ({ rows }, body, at) => {
        const value = Buffer.alloc(4);
        value.writeInt32LE(partition);
        body.fill(value, at, at + 4 * rows);
      },
    },
    plainColumn('_offset', 'Int64', 8, () => offsets),
  ];
}

/**
 * Marks as one block of ClickHouse's Native format, the form in which the engine itself moves
 * columns: 61 bytes a mark and some 200 for the headers. Columns `mark_id`, `user_id`, `film_id`
 * (UUID), `position_s` (UInt32), `event_time` (DateTime64(3, 'UTC')), `platform`
 * (LowCardinality(String)). A batch of 0 rows is a valid empty block.
 *
 * Layout: number of columns, number of rows, then for each column its name, its type and, if there
 * are rows, its values (https://clickhouse.com/docs/interfaces/formats/Native; LowCardinality as in
 * ClickHouse's SerializationLowCardinality).
 */
export function encodeNative(columns: MarkColumns): Buffer {
  return encodeBlock(columns, COLUMNS);
}

/**
 * The same block with three more columns, 13 bytes a mark: `_topic` (LowCardinality(String)),
 * `_partition` (Int32), `_offset` (Int64).
 */
export function encodeNativeWithOrigin(columns: MarkColumns, origin: MarkOrigin): Buffer {
  return encodeBlock(columns, [...COLUMNS, ...originColumns(origin)]);
}

function encodeBlock(columns: MarkColumns, blockColumns: readonly NativeColumn[]): Buffer {
  const { rows } = columns;
  const head = Buffer.from([...varUInt(blockColumns.length), ...varUInt(rows)]);
  const prefixes = blockColumns.map(({ prefix }) => (rows === 0 ? NO_PREFIX : prefix(rows)));
  const size = blockColumns.reduce(
    (bytes, { header, bytesPerRow }, index) =>
      bytes + header.length + prefixes[index]!.length + bytesPerRow * rows,
    head.length,
  );
  const body = Buffer.allocUnsafeSlow(size);
  body.set(head, 0);
  let at = head.length;
  blockColumns.forEach(({ header, bytesPerRow, write }, index) => {
    body.set(header, at);
    at += header.length;
    body.set(prefixes[index]!, at);
    at += prefixes[index]!.length;
    write(columns, body, at);
    at += bytesPerRow * rows;
  });
  return body;
}
