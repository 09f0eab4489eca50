import { createHash } from 'node:crypto';
import type { AnswerRow } from '../../schemas';
import { compareAnswers } from '../compare-answers';
import type { AnsweredAsking } from '../processes/reference-calls';
import type { Check } from '../results';
import type { Attempt } from './attempt';
import type { Journal } from './journal';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import type { StorageHost } from './storage-host';

/** Whose answer it is, and over which marks. */
export interface AskedStorage {
  readonly storage: string;
  readonly when: Check['when'];
  /** Marks over which the oracle answered. */
  readonly marks: number;
}

/** Checks one answer against the oracle's. */
export function checkAnswer(
  asked: AskedStorage,
  { question, parameters, expected }: AnsweredAsking,
  got: Attempt<readonly AnswerRow[]>,
): Check {
  const common = { ...asked, question, parameters: { ...parameters } };
  if (got.status === 'failed') {
    const verdict = { status: 'failed', reason: got.reason } as const;
    return { ...common, rows: 0, answerHash: '', verdict };
  }
  return {
    ...common,
    rows: got.value.length,
    answerHash: createHash('sha256').update(JSON.stringify(got.value)).digest('hex'),
    verdict: compareAnswers(question, expected, got.value),
  };
}

/** A check that is not right, in lines for the user. */
export function describeFault({ storage, question, parameters, verdict }: Check): string {
  const asked = `${storage}, ${question} ${JSON.stringify(parameters)}`;
  switch (verdict.status) {
    case 'right':
      return `${asked}: right`;
    case 'wrong':
      return `${asked}: wrong answer\n  ${verdict.difference.replaceAll('\n', '\n  ')}`;
    case 'failed':
      return `${asked}: ${verdict.reason}`;
  }
}

async function verifyStorage(
  host: StorageHost,
  askings: readonly AnsweredAsking[],
  state: Pick<AskedStorage, 'when' | 'marks'>,
  observer: RunObserver,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const failedQuestions = new Set<string>();
  for (const asking of askings) {
    const { question, parameters } = asking;
    if (!failedQuestions.has(question)) {
      observer.step(`${host.name} ${question}`);
      const answer = await host.call('answer', { question, parameters });
      const check = checkAnswer({ storage: host.name, ...state }, asking, answer);
      checks.push(check);
      if (check.verdict.status !== 'right') observer.warn(describeFault(check));
      if (check.verdict.status === 'failed') failedQuestions.add(question);
    }
    observer.advance(1);
  }
  return checks;
}

/**
 * Asks every storage every asking once, in a process that did not load the data, and compares the
 * answers with the oracle's, and thereby with each other's. A question that fails once is not asked
 * with its other parameters: each could cost another crash.
 */
export async function verifyPhase(
  storages: readonly OpenableStorage[],
  askings: readonly AnsweredAsking[],
  state: Pick<AskedStorage, 'when' | 'marks'>,
  journal: Journal,
  observer: RunObserver,
): Promise<readonly Check[]> {
  observer.begin('verify answers', storages.length * askings.length, 'answers');
  const checks: Check[] = [];
  for (const { host } of storages) {
    const own = await journal.once(`verify ${host.name}`, () =>
      verifyStorage(host, askings, state, observer),
    );
    checks.push(...own);
    await host.close();
  }
  const right = checks.filter(({ verdict }) => verdict.status === 'right').length;
  observer.end(`${right} of ${checks.length} answers right`);
  return checks;
}
