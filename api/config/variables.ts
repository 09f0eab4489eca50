import { z } from 'zod';
import { VIEW_MARKS_TOPIC } from '../../marks/wire';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `write a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `write a whole number from ${min} to ${max}`);

const yesOrNo = z
  .enum(['true', 'false'], 'write true or false')
  .transform((text) => text === 'true');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const nonEmptyText = z.string().min(1, 'write a text that is not empty');

const brokerList = list.refine(
  (brokers) => brokers.length > 0 && brokers.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker)),
  'write host:port, with commas between several',
);

const originList = list.refine(
  (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
  'write origins such as https://films.example, with commas between several',
);

const httpUrl = z.url({ protocol: /^https?$/, error: 'write an http or https URL' });

/** Every variable: its check, its default and its line in the help. A variable without a default may be left out. */
export const VARIABLES = {
  API_HOST: nonEmptyText.default('127.0.0.1').describe('address to listen on'),
  API_PORT: wholeNumber(0, 65_535).default(8080).describe('port to listen on; 0 takes a free one'),
  API_TRUST_PROXY: yesOrNo
    .default(false)
    .describe('believe X-Forwarded-For and X-Forwarded-Proto; only behind a load balancer'),
  API_DOCS: yesOrNo.default(true).describe('serve OpenAPI and Swagger UI at /docs'),
  API_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('least severe log lines to write'),
  API_CORS_ORIGINS: originList.default([]).describe('web origins that may call; none by default'),
  API_RATE_LIMIT: wholeNumber(1, 1_000_000_000)
    .default(600)
    .describe('requests of one user a minute, counted by each API process'),
  API_BODY_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(10_000)
    .describe('a request that has not arrived whole by then is refused'),
  API_DRAIN_MS: wholeNumber(0, 600_000)
    .default(1_000)
    .describe('after SIGTERM, how long new requests are still taken while /health/ready says no'),
  API_SHUTDOWN_MS: wholeNumber(100, 600_000)
    .default(15_000)
    .describe('after SIGTERM, when the process ends even if something still runs'),
  EVENT_MAX_AHEAD_S: wholeNumber(0, 86_400)
    .default(300)
    .describe('how far event_time may lie in the future'),
  EVENT_MAX_AGE_S: wholeNumber(1, 3_155_760_000)
    .default(2_592_000)
    .describe('how far event_time may lie in the past'),
  KAFKA_BROKERS: brokerList.describe('brokers to begin with, host:port,host:port; required'),
  KAFKA_TOPIC: nonEmptyText.default(VIEW_MARKS_TOPIC).describe('topic to produce to'),
  KAFKA_CLIENT_ID: nonEmptyText.default('viewmarks-api').describe("name in the brokers' logs"),
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
  PRODUCE_DEADLINE_MS: wholeNumber(100, 60_000)
    .default(3_000)
    .describe('a mark that Kafka has not acknowledged by then gets 503'),
  PRODUCE_ATTEMPT_MS: wholeNumber(50, 60_000)
    .default(1_000)
    .describe('a try that takes longer is repeated on a new connection'),
  PRODUCE_MAX_HELD_BYTES: wholeNumber(65_536, 4_294_967_296)
    .default(33_554_432)
    .describe('bytes that may wait for Kafka; more get 503 at once'),
  PRODUCE_LINGER_MS: wholeNumber(0, 100)
    .default(0)
    .describe('how long a mark waits for others, besides the time that a produce request takes'),
  PRODUCE_BATCH_MARKS: wholeNumber(1, 10_000)
    .default(1_000)
    .describe('marks in one produce request, at most; 1 switches batching off'),
  PRODUCE_IN_FLIGHT: wholeNumber(1, 1_000)
    .default(1)
    .describe('produce requests on their way at once; what arrives meanwhile shares the next'),
  JWT_ALGORITHM: z
    .enum(['HS256', 'RS256', 'ES256'])
    .default('HS256')
    .describe('the one signature algorithm that is accepted'),
  JWT_SECRET: nonEmptyText.optional().describe('HS256: the secret, at least 32 bytes'),
  JWT_PUBLIC_KEY: nonEmptyText.optional().describe('RS256, ES256: the public key as PEM (SPKI)'),
  JWT_JWKS_URL: httpUrl
    .optional()
    .describe('RS256, ES256: where the auth service publishes its keys, instead of a public key'),
  JWT_ISSUER: nonEmptyText.default('viewmarks-auth').describe('the only accepted iss'),
  JWT_AUDIENCE: nonEmptyText.default('viewmarks-api').describe('the only accepted aud'),
  JWT_LEEWAY_S: wholeNumber(0, 300)
    .default(5)
    .describe('how far the clocks of API and auth service may differ'),
  TOKEN_CACHE_ENTRIES: wholeNumber(0, 10_000_000)
    .default(50_000)
    .describe('verified tokens to remember; 0 verifies each time'),
  TOKEN_CACHE_S: wholeNumber(1, 86_400)
    .default(60)
    .describe('for how long; a revoked token is accepted at most that much longer'),
} as const;

export type ConfigVariable = keyof typeof VARIABLES;

/** The variables, checked one by one; what they say together is not checked here. */
export const variablesSchema = z.object(VARIABLES);

export type Variables = z.infer<typeof variablesSchema>;

export interface VariableHelp {
  readonly name: string;
  /** As the user would write it; undefined where there is none. */
  readonly defaultValue: string | undefined;
  readonly about: string;
}

/** Not the absence of a value, and not an empty list, which is the same to the user. */
function isPrintable(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Every variable with its default and meaning, for `--help`. */
export function describeVariables(): readonly VariableHelp[] {
  return Object.entries(VARIABLES).map(([name, schema]) => {
    const value: unknown = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
    return {
      name,
      defaultValue: isPrintable(value) ? String(value) : undefined,
      about: schema.description ?? '',
    };
  });
}
