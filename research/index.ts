export {
  type Cell,
  type Check,
  type Estimate,
  type InsertCell,
  type LoadCell,
  type ReadCell,
  type Results,
  RESULTS_SCHEMA_VERSION,
  resultsSchema,
  type SizeCell,
  type StorageRow,
} from './results';
export { type Bootstrap, estimate, median, MIN_SAMPLES, percentile } from './statistics';
