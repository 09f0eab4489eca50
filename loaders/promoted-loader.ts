import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadInputError } from '../errors';

/**
 * etl/promoted.json: which loader research chose for production, from which run, and why. It is the
 * contract between the two: `npm run promote` writes it and the ETL reads it, and neither knows the
 * other. Raise the version with every change of its shape.
 */
export const PROMOTED_SCHEMA_VERSION = 1;

const PROMOTE_AGAIN = 'write it again with: npm run promote -- RUN_DIR';

const count = z.number().int().nonnegative();
const positiveCount = z.number().int().positive();
const amount = z.number().nonnegative();
const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

export const promotedLoaderSchema = z.strictObject({
  schemaVersion: z.literal(PROMOTED_SCHEMA_VERSION),
  run: z.strictObject({
    /** As the run's results.json has it. */
    id: text,
    finishedAt: z.iso.datetime(),
    /** Commit of the code that was measured; null outside of a clean checkout. */
    gitCommit: z.string().nullable(),
    /** Marks of the run's data set. */
    marks: positiveCount,
    resultsSha256: sha256,
    decisionSha256: sha256,
  }),
  /** What the ETL is to insert with. */
  loader: z.strictObject({
    engine: z.enum(['clickhouse', 'vertica', 'duckdb']),
    /** How production talks to the engine, which need not be how the run did: see `evidence`. */
    transport: z.enum(['http', 'tcp', 'embedded']),
    /** One of the loader's `formats`. */
    format: text,
    /** Rows at which a batch is sealed. */
    batchRows: positiveCount,
    /** Inserts under way at the same time when the figures below were measured. */
    writers: positiveCount,
  }),
  /** What the expectation was measured on. */
  evidence: z.strictObject({
    /** Name of the storage in the run. */
    storage: text,
    engineVersion: text,
    client: text,
    transport: z.enum(['http', 'tcp', 'embedded']),
    /**
     * `itself`: the transport that production uses. `same-engine`: the same engine reached in another
     * way, so that the figures rank loaders and batch sizes, but do not promise a rate.
     */
    standing: z.enum(['itself', 'same-engine']),
    /** Id of the cell in the run's results.json. */
    cell: text,
  }),
  expected: z.strictObject({
    /** Median of rows a second with its confidence interval, over visits. */
    rowsPerSecond: z.strictObject({
      median: amount,
      low: amount,
      high: amount,
      confidence: z.number().gt(0).lt(1),
    }),
    /** From the call of insert to its acknowledgement, milliseconds. */
    batchMs: z.strictObject({
      median: amount,
      /** The p95 of the batches, or their slowest where they are too few for a p95. */
      slow: amount,
      slowIs: z.enum(['p95', 'slowest']),
      samples: count,
      /** What `slow` was not to exceed for this batch size to be chosen. */
      bound: amount,
    }),
  }),
  /** Why this loader, format and batch size: whole sentences. */
  reasons: z.array(text).min(1),
  /** Refusals that somebody overrode on the command line; empty when there was nothing to override. */
  overridden: z.array(z.strictObject({ refusal: text, why: text })),
});

export type PromotedLoader = z.infer<typeof promotedLoaderSchema>;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInputError(
      file,
      code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown error'})`,
      PROMOTE_AGAIN,
      { cause: error },
    );
  }
}

/**
 * The promoted loader that `file` holds.
 *
 * @throws BadInputError, one line that names the field, when the file is missing, is not JSON, or is
 *   not what this version of the program reads
 */
export function readPromotedLoader(file: string): PromotedLoader {
  const content = readText(file);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new BadInputError(file, 'is not JSON', PROMOTE_AGAIN, { cause: error });
  }
  const parsed = promotedLoaderSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new BadInputError(
    path === '' ? file : `${file} at ${path}`,
    issue?.message ?? 'is not valid',
    PROMOTE_AGAIN,
  );
}
