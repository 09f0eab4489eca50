import { parseUuid } from '../../marks';
import { viewMarkSchema } from '../../marks/wire';
import { PLATFORMS } from '../../marks';
import { CanonicalMarkReader } from '../decoding/canonical-mark';
import type { MarkColumnsBuilder } from '../decoding/mark-columns-builder';
import type { RecordDecoder, RefusalReason } from '../delivery';
import type { RecordCursor } from '../source';

const MIN = Date.UTC(1970, 0, 1);
const MAX = Date.UTC(2106, 0, 1) - 1;

export class InterimDecoder implements RecordDecoder {
  readonly #fast = new CanonicalMarkReader();
  #bytes: Buffer | undefined;

  decode(cursor: RecordCursor, into: MarkColumnsBuilder): RefusalReason | undefined {
    const { bytes, valueStart, valueEnd } = cursor;
    if (valueStart < 0) return { code: 'no-value', detail: 'the record has no value' };
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#fast.attach(bytes);
    }
    if (this.#fast.read(valueStart, valueEnd, into, MIN, MAX)) return undefined;
    let mark;
    try {
      mark = viewMarkSchema.parse(JSON.parse(bytes.toString('utf8', valueStart, valueEnd)));
    } catch (error) {
      return { code: 'schema', detail: String(error).slice(0, 200) };
    }
    const time = Date.parse(mark.event_time);
    if (time < MIN || time > MAX) return { code: 'event-time', detail: mark.event_time };
    const row = into.rows;
    for (const [name, column] of [
      ['mark_id', into.markId],
      ['user_id', into.userId],
      ['film_id', into.filmId],
    ] as const) {
      const { high, low } = parseUuid(mark[name])!;
      const words = new Uint32Array(BigInt64Array.of(high, low).buffer);
      column.high[2 * row] = words[0]!;
      column.high[2 * row + 1] = words[1]!;
      column.low[2 * row] = words[2]!;
      column.low[2 * row + 1] = words[3]!;
    }
    into.positionS[row] = mark.position_s;
    into.eventTimeMs[2 * row] = time % 2 ** 32;
    into.eventTimeMs[2 * row + 1] = Math.floor(time / 2 ** 32);
    into.platform[row] = PLATFORMS.indexOf(mark.platform);
    into.commitRow();
    return undefined;
  }
}
