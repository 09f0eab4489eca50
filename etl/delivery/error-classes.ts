import { StorageError, type StorageErrorCode } from '../../loaders';
import { SourceError, type SourceErrorCode } from '../source';

/** What is done about a failure. */
export type ErrorClass =
  /** It may pass, or somebody will mend it: tried again for as long as the partition is ours. */
  | 'retriable'
  /** The store refuses what is in some row: the process ends and says so, for the table is not what marks need. */
  | 'poison'
  /** Trying again cannot help: the process ends and says why. */
  | 'fatal'
  /** The partition is somebody else's by now: everything of it is dropped. */
  | 'lost';

/**
 * The storage's own codes. Wrong passwords, missing tables and full disks are retriable: people
 * mend them while the service waits, and a service that ended would only be started again.
 */
const STORAGE_CLASSES: Readonly<Record<StorageErrorCode, ErrorClass>> = {
  BAD_URL: 'fatal',
  BAD_PARAMETER: 'fatal',
  BAD_OPTION: 'fatal',
  BAD_BATCH: 'fatal',
  BATCH_TOO_LARGE: 'fatal',
  UNREACHABLE: 'retriable',
  UNAUTHENTICATED: 'retriable',
  NO_DATABASE: 'retriable',
  NO_SCHEMA: 'retriable',
  LOCKED: 'retriable',
  DISK_FULL: 'retriable',
  OUT_OF_MEMORY: 'retriable',
  TIMEOUT: 'retriable',
  CONNECTION_LOST: 'retriable',
  UNSUPPORTED: 'fatal',
  CLOSED: 'fatal',
  // Unless its number is in the table below.
  ENGINE: 'retriable',
};

/**
 * ClickHouse's numbers that mean the rows and not the server
 * (https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp). Everything else
 * is retriable: the list that clickhouse-kafka-connect retries
 * (https://github.com/ClickHouse/clickhouse-kafka-connect, Utils.java: 3, 107, 159, 164, 202, 203, 209,
 * 210, 241, 242, 252, 285, 319, 425, 999) leaves out servers that are merely misconfigured.
 */
const POISON_NUMBERS: ReadonlySet<string> = new Set([
  '6', // CANNOT_PARSE_TEXT
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '69', // ARGUMENT_OUT_OF_BOUND
  '117', // INCORRECT_DATA
  '131', // TOO_LARGE_STRING_SIZE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '395', // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
  '469', // VIOLATED_CONSTRAINT
  '691', // UNKNOWN_ELEMENT_OF_ENUM
]);

const SOURCE_CLASSES: Readonly<Record<SourceErrorCode, ErrorClass>> = {
  UNAVAILABLE: 'retriable',
  NOT_ASSIGNED: 'lost',
  OUT_OF_RANGE: 'fatal',
  CORRUPT: 'fatal',
  REFUSED: 'retriable',
  STOPPED: 'lost',
};

/** The class of any failure; one that nobody foresaw is a fault of this program, and fatal. */
export function classify(error: unknown): ErrorClass {
  if (error instanceof StorageError) {
    if (error.code === 'ENGINE' && POISON_NUMBERS.has(error.engineCode ?? '')) return 'poison';
    return STORAGE_CLASSES[error.code];
  }
  if (error instanceof SourceError) return SOURCE_CLASSES[error.code];
  if (error instanceof DeadLetterError) return 'retriable';
  if (error instanceof PartitionLostError) return 'lost';
  return 'fatal';
}

/** The topic of dead letters did not take them. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
}

/** Thrown inside of delivery when the partition was found to be somebody else's. */
export class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError';
}
