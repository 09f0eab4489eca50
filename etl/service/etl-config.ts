import { readFileSync } from 'node:fs';
import { BadInputError } from '../../errors';
import type { DeliveryOptions } from '../delivery';
import type { KafkaSaslOptions, KafkaSourceOptions } from '../source';
import { parseShards, type ShardUrls } from '../shards';
import { type EtlVariable, VARIABLES, type Variables, variablesSchema } from './variables';

/** Everything that the ETL takes from its environment, parsed once. */
export interface EtlConfig {
  readonly shards: ShardUrls;
  readonly promoted: { readonly file: string; readonly isRequired: boolean };
  readonly createSchema: boolean;
  readonly deadTopic: string;
  readonly source: Pick<
    KafkaSourceOptions,
    'brokers' | 'groupId' | 'topic' | 'clientId' | 'tls' | 'sasl' | 'sessionTimeoutMs' | 'reader'
  >;
  readonly delivery: Pick<
    DeliveryOptions,
    'batchRows' | 'batchBytes' | 'batchAgeMs' | 'writers' | 'insertDeadlineMs' | 'skipLost'
  >;
  readonly memoryBytes: number;
  readonly shutdownMs: number;
  readonly http: { readonly host: string; readonly port: number };
  readonly logLevel: Variables['ETL_LOG_LEVEL'];
}

/** Variables whose value may stand in a file that `NAME_FILE` names, as Docker mounts secrets. */
export const FILE_VARIABLES = ['ETL_STORAGE', 'KAFKA_SASL_PASSWORD', 'KAFKA_TLS_CA'] as const;

const MIB = 1024 * 1024;

function readSecretFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const filled = { ...env };
  for (const name of FILE_VARIABLES) {
    const fileVariable = `${name}_FILE`;
    const path = env[fileVariable];
    if (!path) continue;
    if (env[name]) {
      throw new BadInputError(fileVariable, `${name} is set as well`, 'set one of the two');
    }
    try {
      filled[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (cause) {
      throw new BadInputError(
        fileVariable,
        `${JSON.stringify(path)} cannot be read`,
        'name a file that this user may read',
        { cause },
      );
    }
  }
  return filled;
}

/** What part of the values the lines about bad ones may show. */
function shown(name: EtlVariable, value: unknown): string {
  return /PASSWORD|STORAGE/.test(name) ? 'its value' : JSON.stringify(value);
}

function parseVariables(env: NodeJS.ProcessEnv): Variables {
  const given = readSecretFiles(env);
  const known = Object.fromEntries(
    Object.keys(VARIABLES)
      // An empty variable is how compose files and shells write one that is not set.
      .filter((name) => given[name] !== undefined && given[name] !== '')
      .map((name) => [name, given[name]]),
  );
  const parsed = variablesSchema.safeParse(known);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]) as EtlVariable;
  throw known[name] === undefined
    ? new BadInputError(name, 'it is not set', VARIABLES[name].description ?? '')
    : new BadInputError(name, `${shown(name, known[name])} cannot be used`, issue?.message ?? '');
}

function saslOptions(variables: Variables): KafkaSaslOptions | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism } = variables;
  const names = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;
  for (const name of names) {
    if (mechanism === undefined && variables[name] !== undefined) {
      throw new BadInputError(name, 'KAFKA_SASL_MECHANISM is not set', 'leave it out');
    }
    if (mechanism !== undefined && variables[name] === undefined) {
      throw new BadInputError(name, 'it is not set', `KAFKA_SASL_MECHANISM ${mechanism} needs it`);
    }
  }
  if (mechanism === undefined) return undefined;
  return {
    mechanism,
    username: variables.KAFKA_SASL_USERNAME!,
    password: variables.KAFKA_SASL_PASSWORD!,
  };
}

function tlsOptions({ KAFKA_TLS, KAFKA_TLS_CA }: Variables): { readonly ca?: string } | undefined {
  if (KAFKA_TLS) return KAFKA_TLS_CA === undefined ? {} : { ca: KAFKA_TLS_CA };
  if (KAFKA_TLS_CA !== undefined) {
    throw new BadInputError('KAFKA_TLS_CA', 'KAFKA_TLS is not true', 'leave it out');
  }
  return undefined;
}

function insertDeadline(variables: Variables): number {
  const { ETL_INSERT_DEADLINE_MS: given, ETL_SESSION_TIMEOUT_MS: sessionMs } = variables;
  if (given === undefined) return Math.floor((sessionMs * 2) / 3);
  if (given < sessionMs) return given;
  throw new BadInputError(
    'ETL_INSERT_DEADLINE_MS',
    `${given} is not less than ETL_SESSION_TIMEOUT_MS`,
    `write less than ${sessionMs}, or an insert may outlive the right to it`,
  );
}

/**
 * The ETL's configuration from environment variables; `NAME_FILE` names a file with the value of a
 * secret, as Docker mounts them.
 *
 * @throws BadInputError that names the variable, without the value of a secret
 */
export function parseEtlConfig(env: NodeJS.ProcessEnv): EtlConfig {
  const variables = parseVariables(env);
  const shards = parseShards('ETL_STORAGE', variables.ETL_STORAGE);
  const { ETL_BATCH_ROWS: batchRows, ETL_WRITERS: writers } = variables;
  return Object.freeze({
    shards,
    promoted: { file: variables.ETL_PROMOTED, isRequired: Boolean(env.ETL_PROMOTED) },
    createSchema: variables.ETL_CREATE_SCHEMA,
    deadTopic: variables.ETL_DEAD_TOPIC,
    source: {
      brokers: variables.KAFKA_BROKERS,
      groupId: variables.ETL_GROUP,
      topic: variables.KAFKA_TOPIC,
      clientId: variables.KAFKA_CLIENT_ID,
      tls: tlsOptions(variables),
      sasl: saslOptions(variables),
      sessionTimeoutMs: variables.ETL_SESSION_TIMEOUT_MS,
      reader: variables.ETL_READER,
    },
    delivery: {
      ...(batchRows !== undefined && { batchRows }),
      ...(writers !== undefined && { writers }),
      batchBytes: variables.ETL_BATCH_MB * MIB,
      batchAgeMs: variables.ETL_BATCH_AGE_MS,
      insertDeadlineMs: insertDeadline(variables),
      skipLost: variables.ETL_SKIP_LOST,
    },
    memoryBytes: variables.ETL_MEMORY_MB * MIB,
    shutdownMs: variables.ETL_SHUTDOWN_MS,
    http: { host: variables.ETL_HTTP_HOST, port: variables.ETL_HTTP_PORT },
    logLevel: variables.ETL_LOG_LEVEL,
  });
}
