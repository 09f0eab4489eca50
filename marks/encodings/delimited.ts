import type { MarkColumns } from '../mark-columns';
import { readInt64, viewMarkWords } from './mark-words';
import {
  LITERAL_SLACK_BYTES,
  MAX_PLATFORM_CHARACTERS,
  MAX_UINT32_CHARACTERS,
  TIMESTAMP_CHARACTERS,
  TimestampWriter,
  UUID_CHARACTERS,
  writePlatform,
  writeUint32Text,
  writeUuidText,
} from './text-fields';

const FIELDS = ['mark_id', 'user_id', 'film_id', 'position_s', 'event_time', 'platform'];

const MAX_ROW_BYTES =
  3 * UUID_CHARACTERS +
  MAX_UINT32_CHARACTERS +
  TIMESTAMP_CHARACTERS +
  MAX_PLATFORM_CHARACTERS +
  FIELDS.length;

const BLANK = 0x20;
const LINE_FEED = 0x0a;

/** The header line with the names of the fields, in the order in which {@link encodeDelimited} writes them. */
export function delimitedHeader(separator: string): Buffer {
  return Buffer.from(`${FIELDS.join(separator)}\n`, 'latin1');
}

/**
 * Marks as one line each, fields divided by a one-character separator. No field can hold a
 * separator, a quote or a line feed, so nothing is ever quoted or escaped.
 *
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeDelimited(columns: MarkColumns, separator: string): Buffer {
  const { rows, positionS, platform } = columns;
  const { markId, userId, filmId, eventTimeMs } = viewMarkWords(columns);
  const body = Buffer.allocUnsafe(rows * MAX_ROW_BYTES + LITERAL_SLACK_BYTES);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const divider = separator.charCodeAt(0);
  const time = new TimestampWriter(BLANK);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    at = writeUuidText(view, at, markId.high, markId.low, row);
    view.setUint8(at++, divider);
    at = writeUuidText(view, at, userId.high, userId.low, row);
    view.setUint8(at++, divider);
    at = writeUuidText(view, at, filmId.high, filmId.low, row);
    view.setUint8(at++, divider);
    at = writeUint32Text(view, at, positionS[row]!);
    view.setUint8(at++, divider);
    at = time.write(view, at, readInt64(eventTimeMs, row));
    view.setUint8(at++, divider);
    at = writePlatform(view, at, platform[row]!);
    view.setUint8(at++, LINE_FEED);
  }
  return body.subarray(0, at);
}
