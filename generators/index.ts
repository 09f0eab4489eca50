export { DatasetHasher, hashDataset } from './dataset-hash';
export {
  type DatasetOptions,
  type DatasetSpec,
  describeDataset,
  LATE_FROM_MS,
  OUT_OF_ORDER_UP_TO_MS,
} from './dataset-spec';
export { createFilms } from './films';
export { createMarkGenerator, type MarkGenerator, markChunks } from './mark-generator';
