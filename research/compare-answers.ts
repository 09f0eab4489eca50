import {
  type AnswerRow,
  type CellValue,
  type ColumnDefinition,
  questionDefinition,
  type QuestionName,
} from '../schemas';

/** A storage's answer beside the oracle's. */
export type AnswerVerdict =
  | { readonly status: 'right' }
  /** At most {@link MAX_DIFFERENCES} lines and one that counts the rest; each names row, column, expected and got. */
  | { readonly status: 'wrong'; readonly difference: string };

const MAX_DIFFERENCES = 4;

/**
 * Engines may add up doubles in any order, so two right means can differ in their last bits: by a
 * few units of 2^-53 for each of at most some million terms, which stays far below this share.
 */
const REAL_TOLERANCE = 1e-9;

function agree(column: ColumnDefinition, expected: CellValue, got: CellValue | undefined): boolean {
  if (expected === got) return true;
  if (column.type !== 'real' || typeof expected !== 'number' || typeof got !== 'number')
    return false;
  return Math.abs(expected - got) <= REAL_TOLERANCE * Math.max(Math.abs(expected), Math.abs(got));
}

function show(value: CellValue | undefined): string {
  // JSON has no NaN and would show it as null, which is another cell.
  return typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
}

function* differences(
  columns: readonly ColumnDefinition[],
  expected: readonly AnswerRow[],
  got: readonly AnswerRow[],
): Generator<string> {
  if (expected.length !== got.length) {
    yield `expected ${expected.length} rows, got ${got.length}`;
  }
  const names = columns.map(({ name }) => name);
  for (const [at, row] of got.entries()) {
    for (const name of Object.keys(row)) {
      if (!names.includes(name)) yield `row ${at + 1}: unexpected column ${name}`;
    }
    const right = expected[at];
    if (right === undefined) {
      yield `row ${at + 1}: expected none, got ${JSON.stringify(row)}`;
      continue;
    }
    for (const column of columns) {
      const { name } = column;
      if (!agree(column, right[name]!, row[name])) {
        yield `row ${at + 1}, ${name}: expected ${show(right[name])}, got ${show(row[name])}`;
      }
    }
  }
  for (const [at, row] of expected.entries()) {
    if (at >= got.length) yield `row ${at + 1}: expected ${JSON.stringify(row)}, got none`;
  }
}

/**
 * Compares an answer with the right one: same rows in the same order, the same columns, every cell
 * exactly equal, but for `real` cells, which may differ by a share of 1e-9.
 */
export function compareAnswers(
  question: QuestionName,
  expected: readonly AnswerRow[],
  got: readonly AnswerRow[],
): AnswerVerdict {
  const found = [...differences(questionDefinition(question).columns, expected, got)];
  if (found.length === 0) return { status: 'right' };
  const lines = found.slice(0, MAX_DIFFERENCES);
  const more = found.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return { status: 'wrong', difference: lines.join('\n') };
}
