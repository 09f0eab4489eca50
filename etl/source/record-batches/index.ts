export {
  type AbortedTransaction,
  AbortedTransactions,
  type BatchKind,
} from './aborted-transactions';
export { CODECS, type Codec, decompress, loadCodecs, loadWasmZstd } from './codecs';
export { readRecordSet, type RecordSet } from './record-set';
export { selfTest } from './self-test';
