/** Every problem that the API answers with: the closed list of codes, stable for clients. */
export const PROBLEMS = {
  'token-missing': { status: 401, title: 'An Authorization header with a bearer token is needed' },
  'token-malformed': { status: 401, title: 'The Authorization header is not one bearer token' },
  'token-invalid': { status: 401, title: 'The token is not accepted' },
  'token-expired': { status: 401, title: 'The token has expired' },
  'bad-request': { status: 400, title: 'The request is not valid HTTP' },
  'malformed-json': { status: 400, title: 'The body is not a JSON text with unique keys' },
  'invalid-body': { status: 400, title: 'The body is not what this route takes' },
  'not-found': { status: 404, title: 'There is no such route' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'body-too-large': { status: 413, title: 'The body is larger than this route takes' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'event-time-out-of-range': { status: 422, title: 'event_time is too far from now' },
  'rate-limited': { status: 429, title: 'This user sends too many requests' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'The API failed' },
  overloaded: { status: 503, title: 'Too much waits for Kafka already' },
  'kafka-unavailable': { status: 503, title: 'Kafka did not take the marks in time' },
  'auth-unavailable': { status: 503, title: 'The keys of the auth service cannot be had' },
  'shutting-down': { status: 503, title: 'This instance is going away' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

/** One fault in a body. */
export interface FieldFault {
  /** JSON pointer (RFC 6901) to the field: `/position_s`. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemOptions {
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldFault[] | undefined;
  /** Seconds after which the same request may succeed. */
  readonly retryAfterS?: number | undefined;
  readonly cause?: unknown;
}

/** Thrown anywhere below a route; answered as its problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly detail: string | undefined;
  readonly errors: readonly FieldFault[] | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    readonly code: ProblemCode,
    { detail, errors, retryAfterS, cause }: ProblemOptions = {},
  ) {
    super(detail ?? PROBLEMS[code].title, cause === undefined ? undefined : { cause });
    this.detail = detail;
    this.errors = errors;
    this.retryAfterS = retryAfterS;
  }
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of a problem (RFC 9457), with `code` for programs. */
export function problemBody(code: ProblemCode, { detail, errors }: ProblemOptions = {}): string {
  const { status, title } = PROBLEMS[code];
  return JSON.stringify({
    type: `urn:viewmarks:problem:${code}`,
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
  });
}
