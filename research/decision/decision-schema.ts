import { z } from 'zod';
import { MEASURE_NAMES } from './criteria';
import { GATE_NAMES } from './gates';

/** decision.json: what was decided from one run under one set of criteria. Raise the version with every change. */
export const DECISION_SCHEMA_VERSION = 1;

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const cells = z.array(text);

const evidence = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    /** Name of the storage in the run. */
    storage: text,
    engineVersion: text,
    client: text,
    transport: text,
    /**
     * `itself`: reached as production reaches it. `same-engine`: the same engine inside the client's
     * process, which says what the engine does and not what a server with a network does.
     */
    standing: z.enum(['itself', 'same-engine']),
  }),
  z.strictObject({ status: z.literal('withheld'), because: text }),
  z.strictObject({ status: z.literal('not-measured'), because: text }),
]);

const gate = z.strictObject({
  gate: z.enum(GATE_NAMES),
  requirement: text,
  status: z.enum(['passed', 'failed', 'not-shown']),
  because: text,
  cells,
});

const figure = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('scored'),
    value: z.number(),
    /** Share of the best of all scored options, 1 for the best and for what the run does not tell apart from it. */
    share: z.number().min(0).max(1),
    toldApart: z.boolean(),
    cells,
  }),
  z.strictObject({ status: z.literal('not-measured'), because: text }),
]);

const option = z.strictObject({
  id: text,
  name: text,
  role: z.enum(['production', 'reference']),
  /** Why a reference cannot be chosen. */
  because: text.nullable(),
  evidence,
  gates: z.array(gate),
  /** By measure; absent where nothing of the option was measured. */
  figures: z.partialRecord(z.enum(MEASURE_NAMES), figure),
  /** Weighted mean of the shares, 0 to 100; null where nothing was measured. */
  score: z.number().nullable(),
});

const range = z.strictObject({ low: z.number(), high: z.number() }).nullable();

const sensitivity = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('computed'),
    rivals: z.array(text).min(1),
    shareOfWeightings: z.number(),
    ranges: z.partialRecord(z.enum(MEASURE_NAMES), range),
  }),
  z.strictObject({ status: z.literal('no-rival'), because: text }),
]);

export const decisionSchema = z.strictObject({
  schemaVersion: z.literal(DECISION_SCHEMA_VERSION),
  question: text,
  run: z.strictObject({ id: text, finishedAt: text, marks: z.number(), resultsSha256: sha256 }),
  criteriaSha256: sha256,
  /** The whole answer in one line, with what it does not rest on. */
  firstLine: text,
  result: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('chosen'), option: text }),
    /** The best that this run can say; `open` is what is missing for a choice. */
    z.strictObject({ status: z.literal('provisional'), option: text, open: z.array(text).min(1) }),
    z.strictObject({ status: z.literal('none'), because: text }),
  ]),
  options: z.array(option),
  scores: z.array(
    z.strictObject({
      measure: z.enum(MEASURE_NAMES),
      title: text,
      unit: text,
      better: z.enum(['greater', 'smaller']),
      /** As a share of all weights that were scored; 0 where the measure was not. */
      weight: z.number(),
      why: text,
    }),
  ),
  sensitivity: z.strictObject({
    /** Against the other options that could be chosen. */
    production: sensitivity,
    /** Against the references too, which cannot. */
    all: sensitivity,
  }),
  published: z.array(
    z.strictObject({ claim: text, by: text, source: text, asOf: text, caution: text }),
  ),
  /** Sentences. */
  notMeasured: z.array(text),
  /** Sentences. */
  wouldChange: z.array(text),
});

export type Decision = z.infer<typeof decisionSchema>;
export type DecisionOption = Decision['options'][number];
export type Evidence = DecisionOption['evidence'];
export type DecisionSensitivity = Decision['sensitivity']['all'];
