import { encodeCsv, encodeJsonLines } from '../../marks';
import { insertByAppender } from './insert-appender';
import { insertByFile } from './insert-file';
import type { InsertFormat } from './insert-format';
import { insertByValues } from './insert-values';

/** Every way in by its name, the fastest first. */
export const INSERT_FORMATS: ReadonlyMap<string, InsertFormat> = new Map([
  ['appender', insertByAppender],
  ['csv', insertByFile('inserts/csv', encodeCsv)],
  ['json-each-row', insertByFile('inserts/json-each-row', encodeJsonLines)],
  ['values', insertByValues],
]);
