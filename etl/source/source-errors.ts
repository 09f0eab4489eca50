import { SourceError, type SourceErrorCode } from './mark-source';

/**
 * What Kafka's error names (https://kafka.apache.org/protocol.html#protocol_error_codes) mean for a
 * reader of marks. Names that are missing here are faults of a broker that pass: UNAVAILABLE.
 */
const CODE_BY_TYPE: Readonly<Record<string, SourceErrorCode>> = {
  UNKNOWN_MEMBER_ID: 'NOT_ASSIGNED',
  ILLEGAL_GENERATION: 'NOT_ASSIGNED',
  REBALANCE_IN_PROGRESS: 'NOT_ASSIGNED',
  FENCED_INSTANCE_ID: 'NOT_ASSIGNED',
  OFFSET_OUT_OF_RANGE: 'OUT_OF_RANGE',
  UNKNOWN_TOPIC_OR_PARTITION: 'REFUSED',
  INVALID_TOPIC_EXCEPTION: 'REFUSED',
  TOPIC_AUTHORIZATION_FAILED: 'REFUSED',
  GROUP_AUTHORIZATION_FAILED: 'REFUSED',
  CLUSTER_AUTHORIZATION_FAILED: 'REFUSED',
  SASL_AUTHENTICATION_FAILED: 'REFUSED',
  UNSUPPORTED_SASL_MECHANISM: 'REFUSED',
  ILLEGAL_SASL_STATE: 'REFUSED',
  SECURITY_DISABLED: 'REFUSED',
  INVALID_GROUP_ID: 'REFUSED',
  INVALID_SESSION_TIMEOUT: 'REFUSED',
  INCONSISTENT_GROUP_PROTOCOL: 'REFUSED',
  GROUP_MAX_SIZE_REACHED: 'REFUSED',
  UNSUPPORTED_VERSION: 'REFUSED',
  OFFSET_METADATA_TOO_LARGE: 'REFUSED',
  UNSUPPORTED_COMPRESSION_TYPE: 'REFUSED',
};

/** Errors that the client library makes up itself, by their names. */
const CODE_BY_NAME: Readonly<Record<string, SourceErrorCode>> = {
  KafkaJSSASLAuthenticationError: 'REFUSED',
  KafkaJSServerDoesNotSupportApiKey: 'REFUSED',
  KafkaJSOffsetOutOfRange: 'OUT_OF_RANGE',
};

interface ClientErrorFields {
  /** Kafka's name of the error, where a broker answered with one. */
  readonly type?: unknown;
  readonly name?: unknown;
  readonly cause?: unknown;
}

function fieldsOf(error: unknown): ClientErrorFields {
  return typeof error === 'object' && error !== null ? error : {};
}

/** Kafka's own name of an error, also when the client has wrapped it; undefined for other errors. */
export function kafkaErrorType(error: unknown): string | undefined {
  const { type, cause } = fieldsOf(error);
  if (typeof type === 'string') return type;
  return cause === undefined || cause === error ? undefined : kafkaErrorType(cause);
}

function codeOf(error: unknown): SourceErrorCode {
  const type = kafkaErrorType(error);
  if (type !== undefined) return CODE_BY_TYPE[type] ?? 'UNAVAILABLE';
  const { name, cause } = fieldsOf(error);
  if (typeof name === 'string' && CODE_BY_NAME[name] !== undefined) return CODE_BY_NAME[name];
  return cause === undefined || cause === error ? 'UNAVAILABLE' : codeOf(cause);
}

/** The first line of an error's text. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}

/**
 * Any error of the Kafka client as a `SourceError`.
 *
 * @param doing what failed, for the message: `commit of view-marks:3`
 */
export function toSourceError(doing: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError(codeOf(error), `${doing}: ${firstLine(error)}`, { cause: error });
}
