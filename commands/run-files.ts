import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInputError } from '../errors';
import { type Decision, decisionSchema, type HashedResults, RESULTS_FILE } from '../research';
import { readResults } from '../reports';

/** The decision made from a run, beside its results. */
export const DECISION_FILE = 'decision.json';

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The results of the run in `directory` with the hash of their file.
 *
 * @throws BadInputError as `readResults` does
 */
export function readHashedResults(directory: string): HashedResults {
  const results = readResults(directory);
  return { results, sha256: sha256(readFileSync(join(directory, RESULTS_FILE))) };
}

/** A decision with the hash of its file. */
export interface HashedDecision {
  readonly decision: Decision;
  readonly sha256: string;
}

/**
 * The decision in the run's `directory`; undefined where none was made.
 *
 * @throws BadInputError, one line that names the field, for a file that is no decision
 */
export function readDecision(directory: string): HashedDecision | undefined {
  const file = join(directory, DECISION_FILE);
  const fix = 'write it again with: npm run decide -- RUN_DIR';
  let content: string;
  let value: unknown;
  try {
    content = readFileSync(file, 'utf8');
    value = JSON.parse(content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BadInputError(file, 'cannot be read or is not JSON', fix, { cause: error });
  }
  const parsed = decisionSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new BadInputError(
      `${file} at ${issue?.path.map(String).join('.') ?? 'the whole file'}`,
      issue?.message ?? 'is not valid',
      fix,
    );
  }
  return { decision: parsed.data, sha256: sha256(content) };
}

/** A value as the text of a JSON file, the same for the same value. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Replaces a file in one step, so that a reader meets the old text or the new one and nothing between. */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
