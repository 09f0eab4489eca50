export { type CatalogueChanges, loadCatalogue } from './catalogue/load-catalogue';
export { readCatalogue } from './catalogue/read-catalogue';
export {
  ANALYST_QUESTION_NAMES,
  ANALYST_QUESTIONS,
  type AnalystQuestion,
  askAnalysts,
  CACHED_QUESTIONS,
  hasAnalystViews,
  isCached,
} from './ask-analysts';
export { DATA_QUALITY, type DataQualityQuestion } from './data-quality';
export { type FilmTableState, filmTableState, refreshFilmTable } from './film-table';
export { type Erasure, forgetViewer, isErased } from './forget-viewer';
export { migrate, migrationLabel, pendingMigrations } from './migrations';
export {
  checkProgress,
  isSound,
  type ProgressCheck,
  rebuildProgress,
  type RollupLayout,
} from './progress';
export { ANSWER_FORMS, type AnswerForm, renderAnswer } from './render-answer';
