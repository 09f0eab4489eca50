export {
  type DeliveryFaults,
  FAULT_POINTS,
  type FaultPoint,
  type Protection,
  PROTECTIONS,
} from './delivery';
export {
  describeVariables,
  type EtlConfig,
  FILE_VARIABLES,
  parseEtlConfig,
  type RunningEtl,
  startEtl,
  type StartEtlOptions,
  type VariableHelp,
} from './service';
