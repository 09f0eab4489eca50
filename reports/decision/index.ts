export { type CellLink, decisionDocument, decisionTitle } from './decision-document';
