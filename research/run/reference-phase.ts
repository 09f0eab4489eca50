import { ChildProcess } from '../processes/child-process';
import type {
  AnsweredAsking,
  AnswersAtRequest,
  Reference,
  ReferenceCalls,
} from '../processes/reference-calls';
import { askedQuestions, type BenchPlan } from './bench-plan';
import type { RunObserver } from './observer';
import type { HostContext } from './storage-host';

/** The reference process keeps the oracle's counts on its heap in typed arrays, little else. */
const REFERENCE_HEAP_MIB = 512;

/** Runs `work` with a reference process of its own, whose memory goes before any storage's comes. */
async function withReference<Result>(
  { memory, signal, temporaryFolder }: HostContext,
  work: (child: ChildProcess<ReferenceCalls>) => Promise<Result>,
): Promise<Result> {
  const child = await ChildProcess.start<ReferenceCalls>({
    program: 'reference-process',
    title: 'the reference process',
    heapMiB: REFERENCE_HEAP_MIB,
    temporaryFolder,
    memory,
    signal,
  });
  try {
    return await work(child);
  } finally {
    await child.kill();
  }
}

/** Generates the plan's dataset and lets the oracle answer the read scenario's drawn askings. */
export async function makeReference(
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<Reference> {
  observer.begin('generate the dataset and its answers', plan.dataset.rows, 'marks');
  const read = askedQuestions(plan);
  const reference = await withReference(context, (child) =>
    child.call(
      'reference',
      {
        dataset: plan.dataset,
        seed: plan.seed,
        questions: read?.questions ?? [],
        drawsPerQuestion: read?.drawsPerQuestion ?? 0,
      },
      (rows) => {
        observer.advance(rows);
      },
    ),
  );
  const marksPerSecond = Math.round(reference.generateRowsPerSecond).toLocaleString('en');
  observer.end(`${marksPerSecond} marks/s on one core, hash ${reference.contentHash.slice(0, 12)}`);
  return reference;
}

/** The right answers after each of `rows`, with the askings. */
export async function answersAfter(
  request: Omit<AnswersAtRequest, 'askings'> & { readonly askings: readonly AnsweredAsking[] },
  context: HostContext,
  observer: RunObserver,
): Promise<readonly (readonly AnsweredAsking[])[]> {
  const { askings } = request;
  const answers = await withReference(context, (child) =>
    child.call(
      'answers-at',
      {
        ...request,
        askings: askings.map(({ question, parameters }) => ({ question, parameters })),
      },
      (rows) => {
        observer.advance(rows);
      },
    ),
  );
  return answers.map((after) => after.map((expected, at) => ({ ...askings[at]!, expected })));
}
