export {
  type Criteria,
  type HashedCriteria,
  MEASURE_NAMES,
  type MeasureName,
  type Option,
  readCriteria,
} from './criteria';
export { decide, type HashedResults } from './decide';
export { type Decision, decisionSchema } from './decision-schema';
export { measuredCells } from './measures';
