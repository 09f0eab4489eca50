import type { MarkColumns } from '../mark-columns';
import { delimitedHeader, encodeDelimited } from './delimited';

/** The line of field names that a file may begin with; `encodeCsv` itself writes none. */
export const CSV_HEADER: Buffer = delimitedHeader(',');

/**
 * Marks as comma-separated lines (RFC 4180, but for its line end, which is `\n` here): mark_id,
 * user_id, film_id, position_s, event_time as `2026-01-31 23:59:59.999` in UTC, platform. No header line.
 *
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeCsv(columns: MarkColumns): Buffer {
  return encodeDelimited(columns, ',');
}
