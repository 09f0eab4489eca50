export {
  type BackendMessage,
  type BackendName,
  type ColumnDescription,
  encodeMessage,
  type ErrorFields,
  type ParameterDescriptionEntry,
  type TransactionStatus,
} from './backend-messages';
export { type ClientFrame, FrameReader, ProtocolViolation } from './frame-reader';
export {
  decodeMessage,
  decodePacket,
  type FrontendMessage,
  type FrontendName,
  type OpeningPacket,
} from './frontend-messages';
