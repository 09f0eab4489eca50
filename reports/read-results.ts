import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BadInputError } from '../errors';
import {
  type Results,
  RESULTS_FILE,
  RESULTS_SCHEMA_VERSION,
  RESTRICTED_RESULTS_FILE,
  resultsSchema,
  upgradeResults,
  withholdRestricted,
} from '../research';
import { findContradiction } from './results-consistency';
import type { ReportOptions } from './run-view';

const LEAVE_ALONE = 'it must be as the run wrote it: run the bench again';

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

function readText(directory: string, name: string): string {
  const file = join(directory, name);
  try {
    if (!statSync(directory).isDirectory()) {
      throw new BadInputError(
        directory,
        'is not a folder',
        `give the folder that holds ${RESULTS_FILE}`,
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

function readResultsFile(directory: string, name: string): Results {
  const file = join(directory, name);
  const value = upgradeResults(parseJson(file, readText(directory, name)));
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

/**
 * The results of the run in `directory`.
 *
 * @param options.includeRestricted also figures whose publication the engine's licence forbids; they
 *   are in a file of their own beside results.json
 * @throws BadInputError, one line that names the JSON path, when results.json is missing, is not
 *   valid, was written under another schema version, or contradicts itself (an edited figure no
 *   longer follows from its samples); when figures were withheld and their file is not there
 */
export function readResults(
  directory: string,
  { includeRestricted = false }: ReportOptions = {},
): Results {
  const results = readResultsFile(directory, RESULTS_FILE);
  if (!includeRestricted) return withholdRestricted(results);
  if (!results.storages.some(({ status }) => status === 'withheld')) return results;
  if (!existsSync(join(directory, RESTRICTED_RESULTS_FILE))) {
    throw new BadInputError(
      '--include-restricted',
      `there is no ${RESTRICTED_RESULTS_FILE} in ${directory}`,
      'it stays on the machine that measured; leave the flag out',
    );
  }
  return readResultsFile(directory, RESTRICTED_RESULTS_FILE);
}
