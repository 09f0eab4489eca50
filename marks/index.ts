export { encodeNative } from './encodings/native';
export { type Film } from './film';
export {
  allocateMarkColumns,
  BYTES_PER_MARK,
  concatMarkColumns,
  type MarkColumns,
  sliceMarkColumns,
  type UuidColumn,
} from './mark-columns';
export { type Platform, platformCode, PLATFORMS } from './platform';
export { formatUuid, parseUuid, readUuid, writeUuid } from './uuid';
