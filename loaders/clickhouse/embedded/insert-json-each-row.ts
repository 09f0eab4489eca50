import { encodeJsonLines, encodeJsonLinesWithOrigin } from '../../../marks';
import type { InsertFormat } from './insert-format';

/**
 * The way in that most programs take, for comparison: the batch as JSON lines inside the statement.
 * Safe only because these lines are made here and none of them can be empty.
 */
export const insertByJsonEachRow: InsertFormat = async ({ session, settings }, columns, origin) => {
  const startedAt = performance.now();
  const body = origin ? encodeJsonLinesWithOrigin(columns, origin) : encodeJsonLines(columns);
  const encodedAt = performance.now();
  await session.insert({
    table: 'view_marks',
    values: body,
    format: 'JSONEachRow',
    settings: { ...settings, date_time_input_format: 'best_effort' },
  });
  return {
    wireBytes: body.length,
    encodeMs: encodedAt - startedAt,
    serverMs: performance.now() - encodedAt,
  };
};
