export { type EtlConfig, FILE_VARIABLES, parseEtlConfig } from './etl-config';
export { type RunningEtl, startEtl, type StartEtlOptions } from './start-etl';
export { describeVariables, type VariableHelp } from './variables';
