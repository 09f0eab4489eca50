export { drawParameters } from './draw-parameters';
export { type MarkTally } from './mark-tally';
export { Oracle } from './oracle';
