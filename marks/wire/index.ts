export { findDuplicateKey } from './duplicate-keys';
export { encodeMarkMessage, type MarkMessage, VIEW_MARKS_TOPIC } from './mark-message';
export { type ViewMark, viewMarkSchema } from './view-mark';
