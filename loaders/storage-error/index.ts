/** A door of its own: the error can be told without loading an engine. */
export { STORAGE_ERROR_CODES, StorageError, type StorageErrorCode } from './storage-error';
