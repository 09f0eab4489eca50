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
export { type BenchPlan } from './run/bench-plan';
export { assertFreeSpace, neededBytes } from './run/disk-space';
export { type RunObserver } from './run/observer';
export { NothingMeasuredError, runBench } from './run/run-bench';
export { prepareRunFolder, type RunFolder } from './run/run-folder';
export { defaultTargets, type StorageTarget, targetsOf } from './run/storage-targets';
export { type ScenarioName, SCENARIO_NAMES, SCENARIOS, selectScenarios } from './scenarios';
export { type Bootstrap, estimate, median, MIN_SAMPLES, percentile } from './statistics';
