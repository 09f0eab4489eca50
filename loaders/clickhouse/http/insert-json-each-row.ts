import { type MarkColumns, PLATFORMS, readUuid } from '../../../marks';
import type { InsertFormat } from './insert-format';

/** A mark under the names of its columns, as a program without batches would have it. */
export function markObject(columns: MarkColumns, row: number) {
  return {
    mark_id: readUuid(columns.markId, row),
    user_id: readUuid(columns.userId, row),
    film_id: readUuid(columns.filmId, row),
    position_s: columns.positionS[row]!,
    event_time: new Date(Number(columns.eventTimeMs[row])).toISOString(),
    platform: PLATFORMS[columns.platform[row]!]!,
  };
}

/** Bytes of a mark's line that are the same for every mark: names, UUIDs, the time, punctuation. */
const FIXED_BYTES_PER_ROW =
  '{"mark_id":"","user_id":"","film_id":"","position_s":,"event_time":"","platform":""}\n'.length +
  3 * '00000000-0000-0000-0000-000000000000'.length +
  '1970-01-01T00:00:00.000Z'.length;

/** Bytes of the lines that the client makes of the objects; it does not tell. */
function bodyBytes(columns: MarkColumns): number {
  let bytes = FIXED_BYTES_PER_ROW * columns.rows;
  for (let row = 0; row < columns.rows; row++) {
    bytes += String(columns.positionS[row]!).length + PLATFORMS[columns.platform[row]!]!.length;
  }
  return bytes;
}

/**
 * The way in that most programs take, for comparison: an object for each mark, given to the
 * client's `insert`. `encodeMs` is the making of the objects; the client turns them into text while
 * it sends them, which cannot be told from the server's time.
 */
export const insertByJsonEachRow: InsertFormat = async ({ client, settings }, columns) => {
  const startedAt = performance.now();
  const values = Array.from({ length: columns.rows }, (_, row) => markObject(columns, row));
  const encodedAt = performance.now();
  await client.insert({
    table: 'view_marks',
    values,
    format: 'JSONEachRow',
    clickhouse_settings: { ...settings, date_time_input_format: 'best_effort' },
  });
  const serverMs = performance.now() - encodedAt;
  return { wireBytes: bodyBytes(columns), encodeMs: encodedAt - startedAt, serverMs };
};
