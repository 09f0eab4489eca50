export {
  type ApiConfig,
  DEVELOPMENT_SECRET_PREFIX,
  type JwtKeySource,
  parseApiConfig,
} from './api-config';
export { FILE_VARIABLES } from './secret-files';
export { describeVariables, type VariableHelp } from './variables';
