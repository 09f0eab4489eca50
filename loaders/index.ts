export { asDurableSink, type DurableInsertOptions, type DurableSink } from './durable-sink';
export { openStorage } from './open-storage';
export {
  PROMOTED_SCHEMA_VERSION,
  type PromotedLoader,
  promotedLoaderSchema,
  readPromotedLoader,
} from './promoted-loader';
export { bindDefined, type BoundParameter, bindParameters } from './question-parameters';
export {
  CAPABILITIES,
  type Capability,
  type CapabilityName,
  type ColumnSize,
  type InsertOptions,
  type InsertReceipt,
  type Storage,
  type StorageCapabilities,
  type StorageIdentity,
  type StorageSize,
} from './storage';
export { STORAGE_ERROR_CODES, StorageError, type StorageErrorCode } from './storage-error';
export {
  parseStorageUrl,
  redactStorageUrl,
  STORAGE_URL_FORMS,
  type StorageUrl,
} from './storage-url';
