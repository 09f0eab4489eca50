import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BadInputError } from '../../errors';
import { packageRoot } from '../package-root';

/** What a score can be computed from; `measures.ts` says how each is measured. */
export const MEASURE_NAMES = [
  'insert-rows-per-second',
  'insert-rows-per-cpu-second',
  'bytes-per-mark',
  'aggregates-warm-ms',
  'aggregates-under-load-ms',
  'lookups-warm-ms',
] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

const text = z.string().min(1);
const positive = z.number().positive();

const option = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower case letters, digits and hyphens'),
  /** As a reader knows it. */
  name: text,
  /**
   * `production`: what the site could run. `reference`: measured to know what the others are worth,
   * never chosen; `because` says why.
   */
  role: z.enum(['production', 'reference']),
  because: text.nullable(),
  engine: z.enum(['clickhouse', 'vertica', 'duckdb']),
  /** How production reaches it, and the insert formats that its loader has there; null for a reference. */
  production: z
    .strictObject({ transport: z.enum(['http', 'tcp']), formats: z.array(text).min(1) })
    .nullable(),
  licence: z.strictObject({
    production: z.enum(['allowed', 'by-contract', 'forbidden']),
    about: text,
    source: z.url(),
  }),
});

const gates = z.strictObject({
  /** The slowest aggregate, from the moment it was due, while the site's peak of marks arrives. */
  aggregatesUnderLoad: z.strictObject({ limitMs: positive }),
  /** The site's peak, kept up with while questions are asked, and so many times of it without them. */
  sustainedPeak: z.strictObject({ marksPerSecond: positive, headroom: positive }),
});

const score = z.strictObject({
  measure: z.enum(MEASURE_NAMES),
  title: text,
  /** Any scale; a weight counts as its share of all. */
  weight: positive,
  why: text,
});

/** A figure or a fact that somebody else published; never mixed with what was measured. */
const published = z.strictObject({
  claim: text,
  by: text,
  source: z.url(),
  /** Version or date of what was read, so that it can be found again. */
  asOf: text,
  caution: text,
});

const criteriaSchema = z
  .strictObject({
    question: text,
    options: z.array(option).min(1),
    gates,
    scores: z.array(score).min(1),
    promotion: z.strictObject({
      /** A run over fewer marks is too small to promote from. */
      minMarks: positive,
      /** Of a batch, from the call of insert to its acknowledgement, milliseconds. */
      batchMsBound: positive,
      /** The smallest batch is chosen whose interval of rows/s reaches this share of the best rate. */
      shareOfBest: z.number().gt(0).max(1),
    }),
    published: z.array(published),
    /** What no run of this bench can show. */
    neverMeasured: z.array(text),
    /** When to decide again, beyond what follows from the figures. */
    reconsiderWhen: z.array(text),
  })
  .superRefine(({ options, scores }, context) => {
    const twice = (names: readonly string[]): string | undefined =>
      names.find((name, at) => names.indexOf(name) !== at);
    const [option, measure] = [
      twice(options.map(({ id }) => id)),
      twice(scores.map((given) => given.measure)),
    ];
    const issue = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (option !== undefined) issue(['options'], `${option} is there twice`);
    if (measure !== undefined) issue(['scores'], `${measure} is there twice`);
    options.forEach(({ role, production, because }, at) => {
      if ((role === 'production') !== (production !== null)) {
        issue(['options', String(at), 'production'], 'must be given for production options only');
      }
      if ((role === 'reference') !== (because !== null)) {
        issue(['options', String(at), 'because'], 'must be given for references only');
      }
    });
  });

export type Criteria = z.infer<typeof criteriaSchema>;
export type Option = Criteria['options'][number];
export type Published = z.infer<typeof published>;

/** Criteria with the hash of the file that they are from. */
export interface HashedCriteria {
  readonly criteria: Criteria;
  readonly sha256: string;
}

/** The criteria that this project decides by. */
export function criteriaFile(): string {
  return join(packageRoot(), 'research', 'criteria.json');
}

/**
 * The criteria in `file`.
 *
 * @throws BadInputError, one line that names the field, when the file is missing or not valid
 */
export function readCriteria(file: string = criteriaFile()): HashedCriteria {
  let content: string;
  let value: unknown;
  try {
    content = readFileSync(file, 'utf8');
    value = JSON.parse(content);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem =
      error instanceof SyntaxError ? 'is not JSON' : `cannot be read (${code ?? 'unknown error'})`;
    throw new BadInputError(file, problem, 'name a file like research/criteria.json', {
      cause: error,
    });
  }
  const parsed = criteriaSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new BadInputError(
      `${file} at ${issue?.path.map(String).join('.') ?? 'the whole file'}`,
      issue?.message ?? 'is not valid',
      'write it as research/criteria.json is written',
    );
  }
  return { criteria: parsed.data, sha256: createHash('sha256').update(content).digest('hex') };
}
