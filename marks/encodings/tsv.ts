import type { MarkColumns } from '../mark-columns';
import type { MarkOrigin } from '../mark-origin';
import { delimitedHeader, encodeDelimited, originTail } from './delimited';

/** The line of field names that a file may begin with; `encodeTsv` itself writes none. */
export const TSV_HEADER: Buffer = delimitedHeader('\t');

/**
 * Marks as tab-separated lines: mark_id, user_id, film_id,
 * position_s, event_time as `2026-01-31 23:59:59.999` in UTC, platform. No header line.
 *
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeTsv(columns: MarkColumns): Buffer {
  return encodeDelimited(columns, '\t');
}

/**
 * The same lines with three more fields: _topic, _partition, _offset.
 *
 * @param origin its topic is written as it is: escape it for the reader first
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeTsvWithOrigin(columns: MarkColumns, origin: MarkOrigin): Buffer {
  return encodeDelimited(columns, '\t', originTail(origin, '\t'));
}
