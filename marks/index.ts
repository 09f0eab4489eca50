export { CSV_HEADER, encodeCsv } from './encodings/csv';
export { encodeJsonLines, encodeJsonLinesWithOrigin } from './encodings/json-lines';
export { type MarkWords, readInt64, viewMarkWords } from './encodings/mark-words';
export { encodeNative, encodeNativeWithOrigin } from './encodings/native';
export { encodeTsv, encodeTsvWithOrigin, TSV_HEADER } from './encodings/tsv';
export { type Film } from './film';
export {
  allocateMarkColumns,
  BYTES_PER_MARK,
  concatMarkColumns,
  type MarkColumns,
  sliceMarkColumns,
  type UuidColumn,
} from './mark-columns';
export { type MarkOrigin } from './mark-origin';
export { type Platform, platformCode, PLATFORMS } from './platform';
export { formatUuid, parseUuid, readUuid, writeUuid } from './uuid';
