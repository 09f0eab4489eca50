import { ClickHouseError } from '@clickhouse/client';
import { StorageError, type StorageErrorCode } from '../../storage-error';
import { engineError, oneLine } from '../engine-error';

/** Failures after which the request may have been sent, so that its effect is unknown. */
const CUT: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Failures to find the server; whatever fails in the system call `connect` belongs here too. */
const NOT_FOUND: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Failures to agree on an encrypted connection. */
const NOT_TRUSTED = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/;

function connectionCode(name: string, systemCall: string | undefined): StorageErrorCode {
  if (NOT_FOUND.has(name) || NOT_TRUSTED.test(name) || systemCall === 'connect') {
    return 'UNREACHABLE';
  }
  return CUT.has(name) ? 'CONNECTION_LOST' : 'ENGINE';
}

/** The server's exceptions, broken connections and any other failure as the storage error that callers know. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof ClickHouseError) {
    const type = error.type === undefined ? '' : ` (${error.type})`;
    return engineError(Number(error.code), `${error.message.trim()}${type}`, error);
  }
  const { message, code = '', syscall } = error as NodeJS.ErrnoException;
  if (message === 'Timeout error.') {
    return new StorageError('TIMEOUT', 'clickhouse: the server did not answer in time', {
      cause: error,
    });
  }
  // Several refused addresses of one name come as one error without a text of its own.
  return new StorageError(
    connectionCode(code, syscall),
    `clickhouse: ${oneLine(message) || code}`,
    { engineCode: code || undefined, cause: error },
  );
}
