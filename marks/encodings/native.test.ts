import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allocateMarkColumns, type MarkColumns, sliceMarkColumns } from '../mark-columns';
import { PLATFORMS } from '../platform';
import { readUuid, writeUuid } from '../uuid';
import { encodeNative } from './native';

const DAY_2105_MS = Date.UTC(2105, 11, 31, 23, 59, 59, 999);

function extremeMarks(): MarkColumns {
  const columns = allocateMarkColumns(4);
  const uuids = [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '01234567-89ab-cdef-0123-456789abcdef',
    'fedcba98-7654-3210-8000-00000000000f',
  ];
  uuids.forEach((uuid, row) => {
    writeUuid(columns.markId, row, uuid);
    writeUuid(columns.userId, row, uuids[(row + 1) % 4]!);
    writeUuid(columns.filmId, row, uuids[(row + 2) % 4]!);
    columns.positionS[row] = [0, 0xffff_ffff, 1, 0x8000_0000][row]!;
    columns.eventTimeMs[row] = [0n, BigInt(DAY_2105_MS), 1n, 1_700_000_000_123n][row]!;
    columns.platform[row] = row;
  });
  return columns;
}

/** Enough rows for several strides, the last one not full, each row different in every column. */
function manyMarks(rows: number): MarkColumns {
  const columns = allocateMarkColumns(rows);
  for (let row = 0; row < rows; row += 1) {
    const wide = BigInt(row);
    columns.markId.high[row] = wide * 0x1_0000_0001n;
    columns.markId.low[row] = -1n - wide;
    columns.userId.low[row] = wide;
    columns.filmId.high[row] = wide << 32n;
    columns.positionS[row] = row * 7;
    columns.eventTimeMs[row] = wide * 1000n;
    columns.platform[row] = row % PLATFORMS.length;
  }
  return columns;
}

function expectedRows(columns: MarkColumns): unknown[] {
  return Array.from({ length: columns.rows }, (_, row) => ({
    mark_id: readUuid(columns.markId, row),
    user_id: readUuid(columns.userId, row),
    film_id: readUuid(columns.filmId, row),
    position_s: columns.positionS[row]!,
    event_time: new Date(Number(columns.eventTimeMs[row])).toISOString(),
    platform: PLATFORMS[columns.platform[row]!],
  }));
}

describe('encodeNative', () => {
  let folder: string;
  let engine: Session;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-native-'));
    engine = new Session(join(folder, 'data'));
  });

  afterAll(() => {
    engine.close();
    rmSync(folder, { recursive: true });
  });

  /** What ClickHouse itself reads from the encoded block, in its order. */
  async function readBack(columns: MarkColumns): Promise<unknown[]> {
    const file = join(folder, 'block.native');
    writeFileSync(file, encodeNative(columns));
    const answer = await engine.queryAsync(
      `SELECT * FROM file('${file}', 'Native') SETTINGS date_time_output_format = 'iso', max_threads = 1`,
      { format: 'JSONEachRow' },
    );
    return answer
      .text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }

  it('is read back by ClickHouse with every extreme value as it was', async () => {
    const columns = extremeMarks();
    expect(await readBack(columns)).toEqual(expectedRows(columns));
  });

  it('keeps every row of a batch that is longer than one stride of the UUID columns', async () => {
    const columns = manyMarks(5000);
    expect(await readBack(columns)).toEqual(expectedRows(columns));
  });

  it('encodes a slice of a batch without the rows around it', async () => {
    const columns = sliceMarkColumns(manyMarks(100), 37, 41);
    expect(await readBack(columns)).toEqual(expectedRows(columns));
  });

  it('names the columns and types of the marks table', async () => {
    const file = join(folder, 'types.native');
    writeFileSync(file, encodeNative(extremeMarks()));
    const answer = await engine.queryAsync(`DESCRIBE file('${file}', 'Native')`, { format: 'TSV' });
    expect(
      answer
        .text()
        .trim()
        .split('\n')
        .map((line) => line.split('\t').slice(0, 2)),
    ).toEqual([
      ['mark_id', 'UUID'],
      ['user_id', 'UUID'],
      ['film_id', 'UUID'],
      ['position_s', 'UInt32'],
      ['event_time', "DateTime64(3, \\'UTC\\')"],
      ['platform', 'LowCardinality(String)'],
    ]);
  });

  it('makes a valid block of no rows', async () => {
    expect(await readBack(allocateMarkColumns(0))).toEqual([]);
  });
});
