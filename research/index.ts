export { busyReasons } from './busy-machine';
export { cellId } from './cell-id';
export {
  insertRates,
  type Noise,
  runNoise,
  type RunNoise,
  type TwinPair,
  warmMsByRound,
} from './comparison';
export {
  type Criteria,
  decide,
  type Decision,
  decisionSchema,
  type HashedCriteria,
  type HashedResults,
  readCriteria,
} from './decision';
export {
  promote,
  type PromotedRun,
  type Promotion,
  type Refusal,
  REFUSAL_NAMES,
  type RefusalName,
} from './promotion';
export {
  type CapacityCell,
  type CapacityInputs,
  type Cell,
  type CellOf,
  type Check,
  type Disturbance,
  type DurabilityCell,
  type Estimate,
  type InsertCell,
  type InsertTwinCell,
  type InsertUnderReadCell,
  type Latency,
  type LoadCell,
  type Phase,
  type ReadCell,
  type ReadGrowthCell,
  type ReadTwinCell,
  type ReadUnderInsertCell,
  type Results,
  RESULTS_SCHEMA_VERSION,
  resultsSchema,
  type SizeCell,
  type SizeGrowthCell,
  type StorageRow,
} from './results';
export { RESTRICTED_RESULTS_FILE, RESULTS_FILE, writeResults } from './results-files';
export { upgradeResults } from './upgrade-results';
export { type BenchPlan, rowsAtMost } from './run/bench-plan';
export { assertFreeSpace, neededBytes } from './run/disk-space';
export { type RunObserver } from './run/observer';
export { NothingMeasuredError, runBench } from './run/run-bench';
export { fileJournal, type Journal, NO_JOURNAL } from './run/journal';
export { prepareRunFolder, resumeRunFolder, type RunFolder } from './run/run-folder';
export { estimatedMinutes } from './run/time-estimate';
export { defaultTargets, type StorageTarget, targetsOf } from './run/storage-targets';
export {
  type ScenarioName,
  SCENARIO_NAMES,
  SCENARIO_SETS,
  SCENARIOS,
  selectScenarios,
} from './scenarios';
export { restrictedStorages, withholdRestricted } from './withhold-restricted';
export {
  type Bootstrap,
  compare,
  estimate,
  labelOutliers,
  median,
  medianRatio,
  MIN_SAMPLES,
  MIN_SAMPLES_FOR_OUTLIERS,
  percentile,
  type Verdict,
} from './statistics';
