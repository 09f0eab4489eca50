import { BadInputError } from '../../errors';
import { readSecretFiles } from './secret-files';
import { type ConfigVariable, VARIABLES, type Variables, variablesSchema } from './variables';

/** The key that tokens must be signed with. */
export type JwtKeySource =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'public-key'; readonly pem: string }
  | { readonly kind: 'jwks'; readonly url: string };

/** Everything that the API takes from its environment, parsed once. */
export interface ApiConfig {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly trustProxy: boolean;
    readonly docs: boolean;
    readonly logLevel: Variables['API_LOG_LEVEL'];
    readonly corsOrigins: readonly string[];
    readonly rateLimitPerMinute: number;
    readonly bodyTimeoutMs: number;
    readonly drainMs: number;
    readonly shutdownMs: number;
  };
  readonly events: { readonly maxAheadS: number; readonly maxAgeS: number };
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly topic: string;
    readonly clientId: string;
    readonly tls: { readonly ca?: string } | undefined;
    readonly sasl:
      | {
          readonly mechanism: NonNullable<Variables['KAFKA_SASL_MECHANISM']>;
          readonly username: string;
          readonly password: string;
        }
      | undefined;
  };
  readonly produce: {
    readonly deadlineMs: number;
    readonly attemptTimeoutMs: number;
    readonly maxHeldBytes: number;
    readonly lingerMs: number;
    readonly maxBatchMarks: number;
    readonly maxInFlightBatches: number;
  };
  readonly tokens: {
    readonly algorithm: Variables['JWT_ALGORITHM'];
    readonly key: JwtKeySource;
    readonly issuer: string;
    readonly audience: string;
    readonly leewayS: number;
    readonly cacheEntries: number;
    readonly cacheS: number;
  };
}

/** Secrets that start like this are for development; `npm run token` signs with no other. */
export const DEVELOPMENT_SECRET_PREFIX = 'dev-only-';

function requireVariable<T>(variable: ConfigVariable, value: T | undefined, why: string): T {
  if (value === undefined) throw new BadInputError(variable, 'it is not set', why);
  return value;
}

function refuseVariable(variable: ConfigVariable, value: unknown, problem: string): void {
  if (value !== undefined) throw new BadInputError(variable, problem, 'leave it out');
}

function keySource(variables: Variables): JwtKeySource {
  const { JWT_ALGORITHM, JWT_SECRET, JWT_PUBLIC_KEY, JWT_JWKS_URL } = variables;
  if (JWT_ALGORITHM === 'HS256') {
    refuseVariable('JWT_PUBLIC_KEY', JWT_PUBLIC_KEY, 'JWT_ALGORITHM HS256 has no public key');
    refuseVariable('JWT_JWKS_URL', JWT_JWKS_URL, 'JWT_ALGORITHM HS256 has no public keys');
    const why = 'JWT_ALGORITHM HS256 needs the secret of the auth service';
    return { kind: 'secret', secret: requireVariable('JWT_SECRET', JWT_SECRET, why) };
  }
  refuseVariable('JWT_SECRET', JWT_SECRET, `JWT_ALGORITHM ${JWT_ALGORITHM} has no secret`);
  if (JWT_JWKS_URL !== undefined) {
    refuseVariable('JWT_PUBLIC_KEY', JWT_PUBLIC_KEY, 'JWT_JWKS_URL is set as well');
    return { kind: 'jwks', url: JWT_JWKS_URL };
  }
  const why = `JWT_ALGORITHM ${JWT_ALGORITHM} needs JWT_PUBLIC_KEY or JWT_JWKS_URL`;
  return { kind: 'public-key', pem: requireVariable('JWT_PUBLIC_KEY', JWT_PUBLIC_KEY, why) };
}

function saslOptions(variables: Variables): ApiConfig['kafka']['sasl'] {
  const { KAFKA_SASL_MECHANISM: mechanism } = variables;
  if (mechanism === undefined) {
    const problem = 'KAFKA_SASL_MECHANISM is not set';
    refuseVariable('KAFKA_SASL_USERNAME', variables.KAFKA_SASL_USERNAME, problem);
    refuseVariable('KAFKA_SASL_PASSWORD', variables.KAFKA_SASL_PASSWORD, problem);
    return undefined;
  }
  const why = `KAFKA_SASL_MECHANISM ${mechanism} needs it`;
  return {
    mechanism,
    username: requireVariable('KAFKA_SASL_USERNAME', variables.KAFKA_SASL_USERNAME, why),
    password: requireVariable('KAFKA_SASL_PASSWORD', variables.KAFKA_SASL_PASSWORD, why),
  };
}

function tlsOptions(variables: Variables): ApiConfig['kafka']['tls'] {
  const { KAFKA_TLS, KAFKA_TLS_CA } = variables;
  if (!KAFKA_TLS) {
    refuseVariable('KAFKA_TLS_CA', KAFKA_TLS_CA, 'KAFKA_TLS is not true');
    return undefined;
  }
  return KAFKA_TLS_CA === undefined ? {} : { ca: KAFKA_TLS_CA };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}

/**
 * The API's configuration from environment variables; `NAME_FILE` names a file with the value of a
 * secret, as Docker mounts them.
 *
 * @throws BadInputError that names the variable, without the value of a secret
 */
export function parseApiConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const given = readSecretFiles(env);
  const known = Object.fromEntries(
    Object.keys(VARIABLES)
      // An empty variable is how compose files and shells write one that is not set.
      .filter((name) => given[name] !== undefined && given[name] !== '')
      .map((name) => [name, given[name]]),
  );
  const parsed = variablesSchema.safeParse(known);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]) as ConfigVariable;
    const value = known[name];
    const secret = /SECRET|PASSWORD|KEY/.test(name);
    throw new BadInputError(
      name,
      value === undefined
        ? 'it is not set'
        : `${secret ? 'its value' : JSON.stringify(value)} cannot be used`,
      value === undefined ? (VARIABLES[name].description ?? '') : (issue?.message ?? ''),
    );
  }
  const variables = parsed.data;
  if (variables.PRODUCE_ATTEMPT_MS > variables.PRODUCE_DEADLINE_MS) {
    throw new BadInputError(
      'PRODUCE_ATTEMPT_MS',
      `${variables.PRODUCE_ATTEMPT_MS} is more than PRODUCE_DEADLINE_MS`,
      `write at most ${variables.PRODUCE_DEADLINE_MS}`,
    );
  }
  if (
    env.NODE_ENV === 'production' &&
    variables.JWT_SECRET?.startsWith(DEVELOPMENT_SECRET_PREFIX)
  ) {
    throw new BadInputError(
      'JWT_SECRET',
      'it is a secret for development, and NODE_ENV is production',
      'give the secret of the auth service',
    );
  }
  return deepFreeze({
    http: {
      host: variables.API_HOST,
      port: variables.API_PORT,
      trustProxy: variables.API_TRUST_PROXY,
      docs: variables.API_DOCS,
      logLevel: variables.API_LOG_LEVEL,
      corsOrigins: variables.API_CORS_ORIGINS,
      rateLimitPerMinute: variables.API_RATE_LIMIT,
      bodyTimeoutMs: variables.API_BODY_TIMEOUT_MS,
      drainMs: variables.API_DRAIN_MS,
      shutdownMs: variables.API_SHUTDOWN_MS,
    },
    events: { maxAheadS: variables.EVENT_MAX_AHEAD_S, maxAgeS: variables.EVENT_MAX_AGE_S },
    kafka: {
      brokers: variables.KAFKA_BROKERS,
      topic: variables.KAFKA_TOPIC,
      clientId: variables.KAFKA_CLIENT_ID,
      tls: tlsOptions(variables),
      sasl: saslOptions(variables),
    },
    produce: {
      deadlineMs: variables.PRODUCE_DEADLINE_MS,
      attemptTimeoutMs: variables.PRODUCE_ATTEMPT_MS,
      maxHeldBytes: variables.PRODUCE_MAX_HELD_BYTES,
      lingerMs: variables.PRODUCE_LINGER_MS,
      maxBatchMarks: variables.PRODUCE_BATCH_MARKS,
      maxInFlightBatches: variables.PRODUCE_IN_FLIGHT,
    },
    tokens: {
      algorithm: variables.JWT_ALGORITHM,
      key: keySource(variables),
      issuer: variables.JWT_ISSUER,
      audience: variables.JWT_AUDIENCE,
      leewayS: variables.JWT_LEEWAY_S,
      cacheEntries: variables.TOKEN_CACHE_ENTRIES,
      cacheS: variables.TOKEN_CACHE_S,
    },
  });
}
