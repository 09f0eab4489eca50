import type { QuestionName, QuestionParameters } from '../../schemas';
import { bindParameters } from '../question-parameters';

/**
 * A question's parameters for the placeholders of its SQL. As text, because clients refuse whole
 * numbers above 2^53 that a real may well be; the placeholder's type says how to read it.
 *
 * @throws StorageError BAD_PARAMETER
 */
export function queryParameters(
  question: QuestionName,
  given: QuestionParameters,
): Record<string, string> {
  return Object.fromEntries(
    bindParameters(question, given).map(({ name, value }) => [name, String(value)]),
  );
}
