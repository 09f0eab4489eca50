import type { MarkColumns } from '../mark-columns';
import type { MarkOrigin } from '../mark-origin';
import { readInt64, viewMarkWords } from './mark-words';
import {
  type Literal,
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

const BEFORE_MARK_ID = literal('{"mark_id":"');
const BEFORE_USER_ID = literal('","user_id":"');
const BEFORE_FILM_ID = literal('","film_id":"');
const BEFORE_POSITION = literal('","position_s":');
const BEFORE_EVENT_TIME = literal(',"event_time":"');
const BEFORE_PLATFORM = literal('Z","platform":"');
const END = literal('"}\n');
const END_OF_NUMBER: Literal = literal('}\n');

const LITERALS = [
  BEFORE_MARK_ID,
  BEFORE_USER_ID,
  BEFORE_FILM_ID,
  BEFORE_POSITION,
  BEFORE_EVENT_TIME,
  BEFORE_PLATFORM,
  END,
];

const MAX_ROW_BYTES =
  LITERALS.reduce((bytes, text) => bytes + text.length, 0) +
  3 * UUID_CHARACTERS +
  MAX_UINT32_CHARACTERS +
  TIMESTAMP_CHARACTERS +
  MAX_PLATFORM_CHARACTERS;

const LETTER_T = 0x54;

/**
 * Marks as JSON lines in the canonical form, the one that also travels through Kafka: the fields
 * mark_id, user_id, film_id, position_s, event_time, platform in this order, no blanks, lower-case
 * UUIDs, event_time as `2026-01-31T23:59:59.999Z`, every line ended by `\n`.
 *
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeJsonLines(columns: MarkColumns): Buffer {
  return encodeLines(columns, { bytes: 0, write: (view, at) => writeLiteral(view, at, END) });
}

/**
 * The same lines with the fields _topic, _partition and _offset behind the others.
 *
 * @throws RangeError when a platform code or an event time cannot be written
 */
export function encodeJsonLinesWithOrigin(columns: MarkColumns, origin: MarkOrigin): Buffer {
  const { topic, partition, offsets } = origin;
  // Escaped to ASCII, the only text that a literal can hold.
  const topicText = JSON.stringify(topic).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const before = literal(`","_topic":${topicText},"_partition":${partition},"_offset":`);
  const halves = new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length * 2);
  return encodeLines(columns, {
    bytes: before.length + MAX_OFFSET_CHARACTERS,
    write: (view, at, row) => {
      const offsetAt = writeLiteral(view, at, before);
      return writeLiteral(
        view,
        writeOffsetText(view, offsetAt, readInt64(halves, row)),
        END_OF_NUMBER,
      );
    },
  });
}

/** What follows the platform's name, the line's end included. */
interface LineEnding {
  /** Most bytes of it, those of {@link END} aside. */
  readonly bytes: number;
  readonly write: (view: DataView, at: number, row: number) => number;
}

function encodeLines(columns: MarkColumns, ending: LineEnding): Buffer {
  const { rows, positionS, platform } = columns;
  const { markId, userId, filmId, eventTimeMs } = viewMarkWords(columns);
  const body = Buffer.allocUnsafe(rows * (MAX_ROW_BYTES + ending.bytes) + LITERAL_SLACK_BYTES);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const time = new TimestampWriter(LETTER_T);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    at = writeLiteral(view, at, BEFORE_MARK_ID);
    at = writeUuidText(view, at, markId.high, markId.low, row);
    at = writeLiteral(view, at, BEFORE_USER_ID);
    at = writeUuidText(view, at, userId.high, userId.low, row);
    at = writeLiteral(view, at, BEFORE_FILM_ID);
    at = writeUuidText(view, at, filmId.high, filmId.low, row);
    at = writeLiteral(view, at, BEFORE_POSITION);
    at = writeUint32Text(view, at, positionS[row]!);
    at = writeLiteral(view, at, BEFORE_EVENT_TIME);
    at = time.write(view, at, readInt64(eventTimeMs, row));
    at = writeLiteral(view, at, BEFORE_PLATFORM);
    at = writePlatform(view, at, platform[row]!);
    at = ending.write(view, at, row);
  }
  return body.subarray(0, at);
}
