export { type Layout, LAYOUTS, type Migration, readMigrations } from './migrations';
export {
  type AnswerRow,
  type CellType,
  type CellTypes,
  type CellValue,
  type ColumnDefinition,
  type ParameterDefinition,
  type QuestionDefinition,
  questionDefinition,
  type QuestionName,
  type QuestionParameters,
  QUESTION_NAMES,
  QUESTIONS,
} from './questions';
export { readSql, type SchemaName } from './read-sql';
