import type { MarkColumns } from '../mark-columns';
import type { MarkOrigin } from '../mark-origin';
import { readInt64, viewMarkWords } from './mark-words';
import {
  literal,
  LITERAL_SLACK_BYTES,
  MAX_OFFSET_CHARACTERS,
  MAX_PLATFORM_CHARACTERS,
  MAX_UINT32_CHARACTERS,
  TIMESTAMP_CHARACTERS,
  TimestampWriter,
  UUID_CHARACTERS,
  writeLiteral,
  writeOffsetText,
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

/** Fields behind those of the mark, the separator before them included. */
export interface LineTail {
  /** Most bytes of it. */
  readonly bytes: number;
  readonly write: (view: DataView, at: number, row: number) => number;
}

/** The fields _topic, _partition and _offset. The topic is written as it is: escaped already. */
export function originTail({ topic, partition, offsets }: MarkOrigin, separator: string): LineTail {
  // A literal's characters are bytes.
  const topicBytes = Buffer.from(topic).toString('latin1');
  const before = literal(`${separator}${topicBytes}${separator}${partition}${separator}`);
  const halves = new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length * 2);
  return {
    bytes: before.length + MAX_OFFSET_CHARACTERS,
    write: (view, at, row) =>
      writeOffsetText(view, writeLiteral(view, at, before), readInt64(halves, row)),
  };
}

/**
 * Marks as one line each, fields divided by a one-character separator. No field can hold a
 * separator, a quote or a line feed, so nothing is ever quoted or escaped.
 *
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeDelimited(columns: MarkColumns, separator: string, tail?: LineTail): Buffer {
  const { rows, positionS, platform } = columns;
  const { markId, userId, filmId, eventTimeMs } = viewMarkWords(columns);
  const body = Buffer.allocUnsafe(
    rows * (MAX_ROW_BYTES + (tail?.bytes ?? 0)) + LITERAL_SLACK_BYTES,
  );
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
    if (tail) at = tail.write(view, at, row);
    view.setUint8(at++, LINE_FEED);
  }
  return body.subarray(0, at);
}
