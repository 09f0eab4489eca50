import type { QuestionDefinition } from '../schemas';

const LIMIT = { type: 'integer', defaultValue: 20, about: 'greatest number of rows' } as const;
const PERIOD = {
  from_day: { type: 'date', about: 'first day of the period, UTC' },
  to_day: { type: 'date', about: 'last day of the period, UTC, included' },
} as const;

/**
 * Questions about what is wrong with the data, beside `marks-of-unknown-films`, which is one of the
 * ten. They exist on a migrated ClickHouse alone: they need what only it keeps.
 */
export const DATA_QUALITY = {
  'late-marks': {
    about: 'How many marks arrive late or out of order?',
    parameters: PERIOD,
    columns: [
      { name: 'day', type: 'date' },
      { name: 'marks', type: 'integer' },
      { name: 'late_marks', type: 'integer' },
      { name: 'out_of_order_marks', type: 'integer' },
      { name: 'greatest_delay_ms', type: 'integer' },
      { name: 'marks_without_origin', type: 'integer' },
    ],
    kind: 'aggregate',
  },
  'marks-sent-again': {
    about: 'How many marks did players send more than once?',
    parameters: PERIOD,
    columns: [
      { name: 'day', type: 'date' },
      { name: 'marks', type: 'integer' },
      { name: 'marks_sent_again', type: 'integer' },
      { name: 'extra_copies', type: 'integer' },
      { name: 'marks_without_id', type: 'integer' },
    ],
    kind: 'aggregate',
  },
  'changed-durations': {
    about: 'Which films had another duration before?',
    parameters: { limit: LIMIT },
    columns: [
      { name: 'film_id', type: 'uuid' },
      { name: 'title', type: 'text' },
      { name: 'duration_s', type: 'integer' },
      { name: 'earlier_durations_s', type: 'text' },
      { name: 'last_change', type: 'timestamp' },
    ],
    kind: 'aggregate',
  },
  'positions-beyond-the-end': {
    about: 'Which films have marks behind their end?',
    parameters: { limit: LIMIT },
    columns: [
      { name: 'film_id', type: 'uuid' },
      { name: 'title', type: 'text' },
      { name: 'duration_s', type: 'integer' },
      { name: 'viewers_beyond', type: 'integer' },
      { name: 'viewers', type: 'integer' },
      { name: 'greatest_position_s', type: 'integer' },
    ],
    kind: 'aggregate',
  },
} as const satisfies Record<string, QuestionDefinition>;

export type DataQualityQuestion = keyof typeof DATA_QUALITY;
