import type { ViewMark } from './view-mark';

/** The topic that carries every view mark. */
export const VIEW_MARKS_TOPIC = 'view-marks';

export interface MarkMessage {
  /** `user_id:film_id`, so that the marks of one viewer's film stay in order in one partition. */
  readonly key: string;
  /** The canonical JSON. ASCII only. */
  readonly value: string;
}

/**
 * The record of a mark: its key, and its canonical JSON with the fields mark_id, user_id, film_id,
 * position_s, event_time, platform in this order, without blanks.
 *
 * The fields are taken as they are: no value of a valid mark holds a character that JSON escapes.
 *
 * @param mark a mark that `viewMarkSchema` accepts
 */
export function encodeMarkMessage(mark: ViewMark): MarkMessage {
  return {
    key: `${mark.user_id}:${mark.film_id}`,
    value: `{"mark_id":"${mark.mark_id}","user_id":"${mark.user_id}","film_id":"${mark.film_id}","position_s":${mark.position_s},"event_time":"${mark.event_time}","platform":"${mark.platform}"}`,
  };
}
