import { parseUuid } from '../marks';
import {
  type ParameterDefinition,
  questionDefinition,
  type QuestionName,
  type QuestionParameters,
} from '../schemas';
import { StorageError } from './storage-error';

export interface BoundParameter {
  readonly name: string;
  readonly type: ParameterDefinition['type'];
  /** uuid: lower-case canonical text; date: YYYY-MM-DD; integer: its minimum to 2^32 - 1; real: finite. */
  readonly value: string | number;
}

const MAX_UINT32 = 0xffff_ffff;

function isCalendarDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function checkedValue(
  { type, minimum = 0 }: ParameterDefinition,
  value: string | number,
): { value: string | number } | { allowed: string } {
  switch (type) {
    case 'uuid':
      return typeof value === 'string' && parseUuid(value)
        ? { value: value.toLowerCase() }
        : { allowed: 'a UUID' };
    case 'date':
      return typeof value === 'string' && isCalendarDay(value)
        ? { value }
        : { allowed: 'a day as YYYY-MM-DD' };
    case 'integer':
      return typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= minimum &&
        value <= MAX_UINT32
        ? { value }
        : { allowed: `a whole number from ${minimum} to ${MAX_UINT32}` };
    case 'real':
      return typeof value === 'number' && Number.isFinite(value)
        ? { value }
        : { allowed: 'a finite number' };
  }
}

/**
 * The parameters of a question, checked, with defaults filled in, in the order of its definition.
 *
 * @throws StorageError with code BAD_PARAMETER for a missing, unknown or wrongly typed one
 */
export function bindParameters(
  question: QuestionName,
  given: QuestionParameters = {},
): readonly BoundParameter[] {
  return bindDefined(question, questionDefinition(question).parameters, given);
}

/**
 * As {@link bindParameters}, for parameters that are defined elsewhere.
 *
 * @param question its name, for messages
 * @throws StorageError BAD_PARAMETER
 */
export function bindDefined(
  question: string,
  parameters: Readonly<Record<string, ParameterDefinition>>,
  given: QuestionParameters,
): readonly BoundParameter[] {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) {
    const known = Object.keys(parameters).join(', ') || 'no parameters';
    throw new StorageError(
      'BAD_PARAMETER',
      `${question}: unknown parameter ${unknown}; it takes ${known}`,
    );
  }
  return Object.entries(parameters).map(([name, definition]) => {
    const { type, defaultValue, about } = definition;
    const value = given[name] ?? defaultValue;
    if (value === undefined) {
      throw new StorageError(
        'BAD_PARAMETER',
        `${question}: parameter ${name} is missing (${about})`,
      );
    }
    const checked = checkedValue(definition, value);
    if ('allowed' in checked) {
      throw new StorageError(
        'BAD_PARAMETER',
        `${question}: ${name} is ${JSON.stringify(value)}; it must be ${checked.allowed}`,
      );
    }
    return { name, type, value: checked.value };
  });
}
