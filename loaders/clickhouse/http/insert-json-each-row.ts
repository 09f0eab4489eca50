import {
  formatUuid,
  type MarkColumns,
  type MarkOrigin,
  PLATFORMS,
  readInt64,
  viewMarkWords,
} from '../../../marks';
import type { InsertFormat } from './insert-format';

function uuidText(high: Uint32Array, low: Uint32Array, row: number): string {
  return formatUuid(high[2 * row + 1]!, high[2 * row]!, low[2 * row + 1]!, low[2 * row]!);
}

/**
 * Marks under the names of their columns, as a program without batches would have them; made by
 * way of 32-bit words, because a comparison with a needlessly slow way would say nothing.
 */
export function markObjects(columns: MarkColumns, origin?: MarkOrigin) {
  const { markId, userId, filmId, eventTimeMs } = viewMarkWords(columns);
  return Array.from({ length: columns.rows }, (_, row) => ({
    mark_id: uuidText(markId.high, markId.low, row),
    user_id: uuidText(userId.high, userId.low, row),
    film_id: uuidText(filmId.high, filmId.low, row),
    position_s: columns.positionS[row]!,
    event_time: new Date(readInt64(eventTimeMs, row)).toISOString(),
    platform: PLATFORMS[columns.platform[row]!]!,
    ...(origin && {
      _topic: origin.topic,
      _partition: origin.partition,
      _offset: Number(origin.offsets[row]!),
    }),
  }));
}

/** Bytes of a mark's line that are the same for every mark: names, UUIDs, the time, punctuation. */
const FIXED_BYTES_PER_ROW =
  '{"mark_id":"","user_id":"","film_id":"","position_s":,"event_time":"","platform":""}\n'.length +
  3 * '00000000-0000-0000-0000-000000000000'.length +
  '1970-01-01T00:00:00.000Z'.length;

/** Bytes of the lines that the client makes of the objects; it does not tell. */
function bodyBytes(columns: MarkColumns, origin: MarkOrigin | undefined): number {
  let bytes = FIXED_BYTES_PER_ROW * columns.rows;
  if (origin) {
    const { topic, partition, offsets } = origin;
    const fixed = `,"_topic":${JSON.stringify(topic)},"_partition":${partition},"_offset":`;
    bytes += Buffer.byteLength(fixed) * columns.rows;
    for (const offset of offsets) bytes += String(offset).length;
  }
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
export const insertByJsonEachRow: InsertFormat = async (
  { client, settings, queryId, abort },
  columns,
  origin,
) => {
  const startedAt = performance.now();
  const values = markObjects(columns, origin);
  const encodedAt = performance.now();
  await client.insert({
    table: 'view_marks',
    values,
    format: 'JSONEachRow',
    clickhouse_settings: { ...settings, date_time_input_format: 'best_effort' },
    ...(queryId !== undefined && { query_id: queryId }),
    ...(abort && { abort_signal: abort }),
  });
  const serverMs = performance.now() - encodedAt;
  return { wireBytes: bodyBytes(columns, origin), encodeMs: encodedAt - startedAt, serverMs };
};
