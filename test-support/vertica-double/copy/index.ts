export { type CopyTarget, CountingTarget } from './copy-target';
export { StagedLoad, type TargetColumn } from './staged-load';
