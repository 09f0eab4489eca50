import { z } from 'zod';
import { VIEW_MARKS_TOPIC } from '../../marks/wire';
import { DEAD_LETTER_TOPIC } from '../dead-letters';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `write a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `write a whole number from ${min} to ${max}`);

const yesOrNo = z
  .enum(['true', 'false'], 'write true or false')
  .transform((text) => text === 'true');

const nonEmptyText = z.string().min(1, 'write a text that is not empty');

const brokerList = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .refine(
    (brokers) => brokers.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker)),
    'write host:port, with commas between several',
  );

/** Every variable: its check, its default and its line in the help. A variable without a default may be left out. */
export const VARIABLES = {
  ETL_STORAGE: nonEmptyText.describe(
    'storage URL, required; with commas between for the shards of a cluster',
  ),
  ETL_PROMOTED: nonEmptyText
    .default('etl/promoted.json')
    .describe('the loader that research promoted; the default file may be missing'),
  ETL_CREATE_SCHEMA: yesOrNo.default(true).describe('create missing tables at the start'),
  ETL_GROUP: nonEmptyText.default('viewmarks-etl').describe('consumer group'),
  ETL_DEAD_TOPIC: nonEmptyText
    .default(DEAD_LETTER_TOPIC)
    .describe('topic for records that are no marks; made when it is missing'),
  ETL_READER: z
    .enum(['lazy', 'kafkajs'], 'write lazy or kafkajs')
    .default('lazy')
    .describe('which code reads fetched records; lazy falls back to kafkajs by itself'),
  ETL_BATCH_ROWS: wholeNumber(1, 1_000_000)
    .optional()
    .describe("rows at which a batch is sealed; the promoted loader's when left out, else 100000"),
  ETL_BATCH_MB: wholeNumber(1, 256).default(16).describe('memory at which a batch is sealed'),
  ETL_BATCH_AGE_MS: wholeNumber(1, 60_000)
    .default(500)
    .describe('age of its first record at which a batch is sealed'),
  ETL_WRITERS: wholeNumber(1, 64)
    .optional()
    .describe("inserts at the same time; the promoted loader's when left out, else 1"),
  ETL_MEMORY_MB: wholeNumber(16, 65_536)
    .default(192)
    .describe('memory of all batches of a process; above it, it stops reading'),
  ETL_SESSION_TIMEOUT_MS: wholeNumber(1_000, 300_000)
    .default(30_000)
    .describe('silence after which the group gives the partitions to others'),
  ETL_INSERT_DEADLINE_MS: wholeNumber(100, 300_000)
    .optional()
    .describe(
      'after it an insert is given up and asked after; two thirds of the session by default',
    ),
  ETL_SHUTDOWN_MS: wholeNumber(100, 600_000)
    .default(20_000)
    .describe('after SIGTERM, when the process leaves what it has to the next'),
  ETL_SKIP_LOST: yesOrNo
    .default(false)
    .describe('go on without records that Kafka deleted before they were stored'),
  ETL_HTTP_HOST: nonEmptyText.default('127.0.0.1').describe('address of health and metrics'),
  ETL_HTTP_PORT: wholeNumber(0, 65_535)
    .default(8090)
    .describe('port of health and metrics; 0 takes a free one'),
  ETL_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('least severe log lines to write'),
  KAFKA_BROKERS: brokerList.describe('brokers to begin with, host:port,host:port; required'),
  KAFKA_TOPIC: nonEmptyText.default(VIEW_MARKS_TOPIC).describe('topic to read'),
  KAFKA_CLIENT_ID: nonEmptyText.default('viewmarks-etl').describe("name in the brokers' logs"),
  KAFKA_TLS: yesOrNo.default(false).describe('connect with TLS'),
  KAFKA_TLS_CA: nonEmptyText
    .optional()
    .describe("PEM text of the certificate authority; the system's when left out"),
  KAFKA_SASL_MECHANISM: z
    .enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])
    .optional()
    .describe('how to log in; not at all when left out'),
  KAFKA_SASL_USERNAME: nonEmptyText.optional().describe('user for SASL'),
  KAFKA_SASL_PASSWORD: nonEmptyText.optional().describe('password for SASL'),
} as const;

export const variablesSchema = z.object(VARIABLES);

export type Variables = z.infer<typeof variablesSchema>;

export type EtlVariable = keyof typeof VARIABLES;

export interface VariableHelp {
  readonly name: string;
  readonly defaultValue: string | undefined;
  readonly about: string;
}

/** Every variable with its default and meaning, for `--help`. */
export function describeVariables(): readonly VariableHelp[] {
  return Object.entries(VARIABLES).map(([name, schema]) => {
    const value: unknown = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
    return {
      name,
      defaultValue: value === undefined ? undefined : JSON.stringify(value).replaceAll('"', ''),
      about: schema.description ?? '',
    };
  });
}
