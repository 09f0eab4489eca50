export { type CopyStatement } from './copy-statement';
export { renderSql, type TranslatedSql } from './expressions';
export { MACROS, VERSION_BANNER } from './rules';
export { type Statement, translate, type TranslatedStatement } from './translation';
