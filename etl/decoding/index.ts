export { MarkColumnsBuilder } from './mark-columns-builder';
export { MarkDecoder, type MarkDecoderOptions } from './mark-decoder';
export { type Refusal, REFUSAL_CODES, type RefusalCode } from './refusal';
