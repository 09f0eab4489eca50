export { Engine } from './engine';
export {
  type Cells,
  Executor,
  type PreparedQuery,
  ROWS_LOADED_COLUMN,
  type StatementResult,
} from './executor';
export { type ListedSession } from './session-directory';
