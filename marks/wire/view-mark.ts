import { z } from 'zod';
import { PLATFORMS } from '../platform';

/** Lower-case canonical UUID text. */
const canonicalUuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'not a canonical UUID');

function isCanonicalTime(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

/**
 * A view mark as it stands in Kafka: the value of a record in the topic `view-marks`, as UTF-8
 * JSON. Strict: another field, a missing field or another spelling of a value is refused.
 */
export const viewMarkSchema = z.strictObject({
  /** Made by the player, so that a mark which was sent again can be recognised. */
  mark_id: canonicalUuid,
  user_id: canonicalUuid,
  film_id: canonicalUuid,
  /** Second of the film at which the viewer is. */
  position_s: z.int().min(0).max(0xffff_ffff),
  /** When the player saw it: `2026-01-31T23:59:59.999Z`. */
  event_time: z
    .string()
    .regex(/^\d{4}-/, 'not a year of four digits')
    .refine(isCanonicalTime, 'not a UTC time with milliseconds and Z'),
  platform: z.enum(PLATFORMS),
});

export type ViewMark = Readonly<z.infer<typeof viewMarkSchema>>;
