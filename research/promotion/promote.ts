import { PROMOTED_SCHEMA_VERSION, type PromotedLoader, promotedLoaderSchema } from '../../loaders';
import type { Criteria, Decision, HashedCriteria } from '../decision';
import { type ChosenLoader, chooseLoader } from './choose-loader';
import { type DecidedRun, type Refusal, type RefusalName, refusals } from './refusals';

/** A decided run with the hash of its decision's bytes. */
export interface PromotedRun extends DecidedRun {
  readonly decisionSha256: string;
}

export type Promotion =
  | { readonly status: 'promoted'; readonly promoted: PromotedLoader }
  /** At least one refusal that was not overridden. */
  | { readonly status: 'refused'; readonly refusals: readonly Refusal[] }
  /** Nothing to promote, whatever is overridden. */
  | { readonly status: 'impossible'; readonly because: string };

type Option = Decision['options'][number];

/** The decided option; where there is none, the measured one that scores best, which only an override gets this far. */
function optionToPromote({ result, options }: Decision): Option | undefined {
  if (result.status !== 'none') return options.find(({ id }) => id === result.option);
  return options
    .filter(({ evidence }) => evidence.status === 'measured')
    .reduce<Option | undefined>(
      (best, next) => (best && (best.score ?? 0) >= (next.score ?? 0) ? best : next),
      undefined,
    );
}

function promotedLoader(
  { results, resultsSha256, decisionSha256 }: PromotedRun,
  option: Option,
  loader: ChosenLoader,
  criteria: Criteria,
  overridden: readonly Refusal[],
): PromotedLoader {
  const { evidence } = option;
  if (evidence.status !== 'measured') throw new Error(`${option.name} was not measured`);
  const { engine, production } = criteria.options.find(({ id }) => id === option.id)!;
  const { run, dataset, settings } = results;
  const { cell, rowsPerSecond, slow, reasons, id } = loader;
  const standing =
    evidence.standing === 'same-engine'
      ? [
          `Measured on ${evidence.client}, the same engine ${evidence.transport}: it ranks formats and batch sizes, ` +
            'and promises no rate of a server.',
        ]
      : [];
  return promotedLoaderSchema.parse({
    schemaVersion: PROMOTED_SCHEMA_VERSION,
    run: {
      id: run.id,
      finishedAt: run.finishedAt,
      gitCommit: run.gitDirty === false ? run.gitCommit : null,
      marks: dataset.rows,
      resultsSha256,
      decisionSha256,
    },
    loader: {
      engine,
      transport: production?.transport ?? 'embedded',
      format: cell.format,
      batchRows: cell.batchRows,
      writers: cell.writers,
    },
    evidence: {
      storage: evidence.storage,
      engineVersion: evidence.engineVersion,
      client: evidence.client,
      transport: evidence.transport,
      standing: evidence.standing,
      cell: id,
    },
    expected: {
      rowsPerSecond: { ...rowsPerSecond, confidence: settings.confidence },
      batchMs: {
        median: cell.outcome.batchMs.median,
        slow: slow.ms,
        slowIs: slow.is,
        samples: cell.outcome.samples.length,
        bound: criteria.promotion.batchMsBound,
      },
    },
    reasons: [...reasons, ...standing],
    overridden: overridden.map(({ refusal, why }) => ({ refusal, why })),
  });
}

/**
 * The loader, format and batch size that a decided run promotes to production. Pure.
 *
 * @param accepted refusals that whoever promotes has overridden; they are recorded in the result
 */
export function promote(
  decidedRun: PromotedRun,
  hashed: HashedCriteria,
  accepted: ReadonlySet<RefusalName> = new Set(),
): Promotion {
  const { criteria } = hashed;
  const found = refusals(decidedRun, hashed);
  const standing = found.filter(({ refusal }) => !accepted.has(refusal));
  if (standing.length > 0) return { status: 'refused', refusals: standing };
  const option = optionToPromote(decidedRun.decidedAgain);
  if (option?.evidence.status !== 'measured') {
    return { status: 'impossible', because: 'the run measured no storage that the criteria name' };
  }
  const { production } = criteria.options.find(({ id }) => id === option.id)!;
  const choice = chooseLoader(
    decidedRun.results,
    option.evidence,
    production?.formats ?? null,
    criteria.promotion,
  );
  if (choice.status === 'none') return { status: 'impossible', because: choice.because };
  return {
    status: 'promoted',
    promoted: promotedLoader(decidedRun, option, choice.loader, criteria, found),
  };
}
