export { type Bootstrap, type Interval } from './bootstrap';
export { estimate, MIN_SAMPLES } from './estimate';
export { type GrowthExponent, growthExponent, type SizedSamples } from './growth-exponent';
export { medianInterval } from './median-interval';
export { noiseFloor, type SameTwice } from './noise-floor';
export { labelOutliers, MIN_SAMPLES_FOR_OUTLIERS, type OutlierLabel } from './outliers';
export { median, percentile } from './percentile';
export { medianRatio, type Ratio } from './ratio';
export { compare, type Comparison, type Quantity, type Verdict } from './verdict';
