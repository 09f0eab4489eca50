export { promote, type PromotedRun, type Promotion } from './promote';
export { REFUSAL_NAMES, type Refusal, type RefusalName } from './refusals';
