export { comparisonDocument } from './comparison-document';
export { type CellPair, comparedCells, type ComparedCells } from './pair-cells';
