export { type CopyStatement } from './copy-statement';
export { renderSql, systemTableName, type TranslatedSql } from './expressions';
export { quoteName, quoteRelation, type Relation } from './relation';
export { BUILTINS, type SystemTable, VERSION_BANNER } from './rules';
export { type Statement, translate, type TranslatedStatement } from './translation';
