import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInputError } from '../errors';
import type { Results } from '../research';
import {
  emptyResults,
  madeUpHostileResults,
  madeUpResults,
  madeUpSmallResults,
  madeUpWrongResults,
} from '../test-support/results-fixture';
import { readResults } from '.';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'viewmarks-read-results-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(text: string): void {
  writeFileSync(join(directory, 'results.json'), text);
}

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(BadInputError);
    const { message } = error as BadInputError;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('expected the results to be refused');
}

/** Sets the value at a JSON path such as `cells[0].outcome.warmMs.median`. */
function setAt(results: Results, path: string, value: unknown): void {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop()!;
  let target: unknown = results;
  for (const step of steps) target = (target as Record<string, unknown>)[step];
  (target as Record<string, unknown>)[last] = value;
}

/** The message for the small made-up run with another value at `path`. */
function refusal(path: string, value: unknown): string {
  const results = madeUpSmallResults();
  setAt(results, path, value);
  write(JSON.stringify(results));
  return messageOf(() => readResults(directory));
}

describe('The results of a run', () => {
  it.each([
    ['whole', madeUpResults()],
    ['small', madeUpSmallResults()],
    ['with wrong answers', madeUpWrongResults()],
    ['without storages', emptyResults()],
    ['with strange names', madeUpHostileResults()],
  ])('are read as they were written: a run %s', (_, results) => {
    write(JSON.stringify(results));
    expect(readResults(directory)).toEqual(results);
  });

  it('are refused when there are none', () => {
    expect(messageOf(() => readResults(join(directory, 'nowhere')))).toBe(
      `${join(directory, 'nowhere', 'results.json')}: there is no such file; give the folder of a run, as the bench printed it`,
    );
  });

  it('are refused when the path is a file', () => {
    write('{}');
    expect(messageOf(() => readResults(join(directory, 'results.json')))).toContain('not a folder');
  });

  it('are refused when they cannot be read', () => {
    const run = join(directory, 'folder-as-file');
    mkdirSync(join(run, 'results.json'), { recursive: true });
    expect(messageOf(() => readResults(run))).toContain('cannot be read (EISDIR)');
  });

  it('are refused when they are cut off', () => {
    write(JSON.stringify(madeUpSmallResults()).slice(0, 500));
    expect(messageOf(() => readResults(directory))).toContain('results.json: is not JSON');
  });

  it('are refused under another schema version, whatever else is in them', () => {
    write(JSON.stringify({ schemaVersion: 99, somethingNew: true }));
    expect(messageOf(() => readResults(directory))).toContain(
      'at schemaVersion: is 99, and this program reads 2',
    );
  });

  it.each([
    ['dataset.rows', -1],
    ['environment.cores', null],
    ['cells[0].outcome.rowsPerSecond.median', '3'],
    ['checks[1].verdict', { status: 'fine' }],
    ['storages[0].identity.url', 7],
  ])('are refused at %s when the value there is not of the schema', (path, value) => {
    expect(refusal(path, value)).toContain(`results.json at ${path}`);
  });

  it('are refused when something was added to them', () => {
    expect(refusal('environment.colour', 'red')).toContain('results.json at environment: ');
  });

  const small = madeUpSmallResults();

  it.each([
    ['cells[0].outcome.rowsPerSecond.median', 3_000_000],
    ['cells[0].outcome.rowsPerCpuSecond.median', 3_000_000],
    ['cells[0].outcome.batchMs.p95', 0.1],
    ['cells[0].outcome.batchMs.p99', 0.1],
    ['cells[0].outcome.encodeMs.samples', 7],
    ['cells[0].outcome.rowsPerSecond.low', null],
    ['cells[1].outcome.warmMs.median', 0.001],
    ['cells[1].outcome.firstTouchMs.median', 0.001],
    ['cells[2].outcome.bytesPerMark', 1],
    ['cells[0].storage', 'oracle'],
    ['cells[1].question', 'which-one'],
    ['checks[0].storage', 'oracle'],
    ['storages[1]', small.storages[0], 'storages[1].name'],
    ['cells[3]', small.cells[0]],
    ['cells[0].outcome.rowsPerSecond.low', 1e9, 'cells[0].outcome.rowsPerSecond'],
    ['cells[0].outcome.visits[2].elapsedMs', 1, 'cells[0].outcome.rowsPerSecond'],
    ['cells[0].outcome.visits[2].cpuMs', 0, 'cells[0].outcome.rowsPerCpuSecond'],
    ['cells[1].outcome.warm', [], 'cells[1].outcome.warmMs.samples'],
    ['checks[0].verdict', { status: 'wrong', difference: 'row 1' }, 'run.status'],
    ['run.status', 'wrong-answers'],
    ['run.finishedAt', '2020-01-01T00:00:00.000Z'],
    ['run.startedAt', 'yesterday'],
  ])('are refused when %s is edited and contradicts the rest', (path, value, reported = path) => {
    expect(refusal(path, value)).toContain(`results.json at ${reported}`);
  });
});
