/** Every way in which a storage can fail; the closed list from which the type comes. */
export const STORAGE_ERROR_CODES = [
  /** The URL is not one of the forms in docs; the user's to mend. */
  'BAD_URL',
  /** A question's parameter is missing, unknown or of the wrong type. */
  'BAD_PARAMETER',
  /** The loader has no insert format of that name, or the token is empty. */
  'BAD_OPTION',
  /** The batch holds a value that no storage keeps, such as a platform code without a name. */
  'BAD_BATCH',
  /** More rows than the engine can store atomically in one insert. */
  'BATCH_TOO_LARGE',
  /** Nothing answers at that address, or the connection broke before the request was sent. */
  'UNREACHABLE',
  /** User or password refused. */
  'UNAUTHENTICATED',
  /** The database or the data directory does not exist or cannot be opened. */
  'NO_DATABASE',
  /** A table is missing: `createSchema` was not called. */
  'NO_SCHEMA',
  /** Another process holds the data directory. */
  'LOCKED',
  'DISK_FULL',
  'OUT_OF_MEMORY',
  /** No answer in time: whether it took effect is unknown. */
  'TIMEOUT',
  /** The connection broke after the request was sent: whether it took effect is unknown. */
  'CONNECTION_LOST',
  /** The engine can do this only with a capability it does not have. */
  'UNSUPPORTED',
  /** This storage was closed. */
  'CLOSED',
  /** Anything else that the engine refused; its own code and text are in `engineCode` and `cause`. */
  'ENGINE',
] as const;

export type StorageErrorCode = (typeof STORAGE_ERROR_CODES)[number];

export interface StorageErrorOptions {
  /** The engine's own number or name for the error. */
  readonly engineCode?: string | undefined;
  readonly cause?: unknown;
}

/** A failure of a storage: one line of text, a code of the closed list, and the engine's own code. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly engineCode: string | undefined;

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options: StorageErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.engineCode = options.engineCode;
  }
}
