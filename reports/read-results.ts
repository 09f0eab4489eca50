import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BadInputError } from '../errors';
import { type Results, RESULTS_SCHEMA_VERSION, resultsSchema, upgradeResults } from '../research';
import { findContradiction } from './results-consistency';

const FILE_NAME = 'results.json';

const LEAVE_ALONE = 'results.json must be as the run wrote it: run the bench again';

const versionOnly = z.object({ schemaVersion: z.unknown() });

function jsonPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  return text.replace(/^\./, '') || 'the whole file';
}

/** The innermost issue: of a union that does not match, the one of the member that came closest. */
function deepestIssue(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [first] = issues;
  if (first?.code !== 'invalid_union') return first;
  const inner = first.errors.map(deepestIssue).find((issue) => issue !== undefined);
  return inner ? { ...inner, path: [...first.path, ...inner.path] } : first;
}

function readText(directory: string): string {
  const file = join(directory, FILE_NAME);
  try {
    if (!statSync(directory).isDirectory()) {
      throw new BadInputError(
        directory,
        'is not a folder',
        `give the folder that holds ${FILE_NAME}`,
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof BadInputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInputError(
      file,
      code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown error'})`,
      'give the folder of a run, as the bench printed it',
      { cause: error },
    );
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadInputError(file, 'is not JSON', LEAVE_ALONE, { cause: error });
  }
}

/**
 * The results of the run in `directory`.
 *
 * @throws BadInputError, one line that names the JSON path, when results.json is missing, is not
 *   valid, was written under another schema version, or contradicts itself (an edited figure no
 *   longer follows from its samples)
 */
export function readResults(directory: string): Results {
  const file = join(directory, FILE_NAME);
  const value = upgradeResults(parseJson(file, readText(directory)));
  const version = versionOnly.safeParse(value).data?.schemaVersion;
  if (version !== undefined && version !== RESULTS_SCHEMA_VERSION) {
    throw new BadInputError(
      `${file} at schemaVersion`,
      `is ${JSON.stringify(version)}, and this program reads ${RESULTS_SCHEMA_VERSION}`,
      'render it with the commit that its run.gitCommit names',
    );
  }
  const parsed = resultsSchema.safeParse(value);
  if (!parsed.success) {
    const issue = deepestIssue(parsed.error.issues);
    throw new BadInputError(
      `${file} at ${jsonPath(issue?.path ?? [])}`,
      issue?.message.split('\n', 1)[0] ?? 'is not valid',
      LEAVE_ALONE,
    );
  }
  const contradiction = findContradiction(parsed.data);
  if (contradiction) {
    throw new BadInputError(`${file} at ${contradiction.path}`, contradiction.problem, LEAVE_ALONE);
  }
  return parsed.data;
}
