export {
  type ApiConfig,
  describeVariables,
  DEVELOPMENT_SECRET_PREFIX,
  FILE_VARIABLES,
  parseApiConfig,
  type VariableHelp,
} from './config';
export { type DevelopmentTokenOptions, makeDevelopmentToken } from './development-token';
export { type RunningApi, startApi } from './start-api';
