import { z } from 'zod';
import { PLATFORMS } from '../marks';
import type { ViewMark } from '../marks/wire';

/** Any spelling of a UUID; it is stored in lower case. */
const uuid = z
  .string()
  .regex(/^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/);

/** RFC 3339 with seconds; fractions beyond milliseconds are cut off. */
const timestamp = z
  .string()
  .regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  );

/** A mark as the player posts it. There is no user_id: it comes from the token. */
export const postedMarkSchema = z
  .strictObject({
    mark_id: uuid.describe('Made by the player; sending the same mark again is harmless'),
    film_id: uuid.describe('The film that is watched'),
    position_s: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .describe('Second of the film at which the viewer is'),
    event_time: timestamp.describe('When the player saw it, RFC 3339: 2026-01-31T23:59:59.999Z'),
    platform: z.enum(PLATFORMS).describe('Where it was watched'),
  })
  .describe('A view mark');

export type PostedMark = Readonly<z.infer<typeof postedMarkSchema>>;

/** Marks in one request to the batch route, at most. */
export const MAX_MARKS_IN_REQUEST = 500;

export interface EventTimeBounds {
  readonly maxAheadS: number;
  readonly maxAgeS: number;
}

export type MarkReading =
  | { readonly status: 'read'; readonly mark: ViewMark }
  | {
      readonly status: 'refused';
      readonly code: 'invalid-body' | 'event-time-out-of-range';
      readonly detail: string;
    };

/** A day that the calendar does not have, such as 30 February, which `Date.parse` moves to March. */
function namesRealDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const date = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day));
  return date.getUTCDate() === day;
}

/** `2026-01-31T23:59:59.999Z`, which is how nearly every player writes it, costs no conversion. */
function canonicalTime(text: string, timeMs: number): string {
  return text.length === 24 && text.endsWith('Z') ? text : new Date(timeMs).toISOString();
}

/**
 * The mark to be stored, in canonical spelling.
 *
 * @param posted what the schema accepted
 * @param nowMs the API's time, milliseconds since 1970
 */
export function readPostedMark(
  posted: PostedMark,
  userId: string,
  { maxAheadS, maxAgeS }: EventTimeBounds,
  nowMs: number,
): MarkReading {
  const eventTimeMs = Date.parse(posted.event_time);
  if (Number.isNaN(eventTimeMs) || !namesRealDay(posted.event_time)) {
    return { status: 'refused', code: 'invalid-body', detail: 'event_time names no real day' };
  }
  if (eventTimeMs > nowMs + maxAheadS * 1000) {
    const detail = `event_time may be at most ${maxAheadS} s ahead of the server's time`;
    return { status: 'refused', code: 'event-time-out-of-range', detail };
  }
  if (eventTimeMs < nowMs - maxAgeS * 1000) {
    const detail = `event_time may be at most ${maxAgeS} s old`;
    return { status: 'refused', code: 'event-time-out-of-range', detail };
  }
  return {
    status: 'read',
    mark: {
      mark_id: posted.mark_id.toLowerCase(),
      user_id: userId,
      film_id: posted.film_id.toLowerCase(),
      position_s: posted.position_s,
      event_time: canonicalTime(posted.event_time, eventTimeMs),
      platform: posted.platform,
    },
  };
}
