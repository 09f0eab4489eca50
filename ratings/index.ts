export type { SkippedCount, SkippedRecord } from './input/bad-records';
export type { Product } from './input/catalogue';
export {
  ENGINES,
  OUTPUT_FILES,
  rateProducts,
  type EngineName,
  type RatingOptions,
  type RatingRun,
} from './rate-products';
export {
  DEFAULT_PRIOR_REVIEWS,
  METHODS,
  ratingBy,
  type Method,
  type ProductScores,
  type ScoresByProduct,
} from './scores';
