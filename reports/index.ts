export { readResults } from './read-results';
export {
  renderCharts,
  renderComparison,
  renderDecision,
  renderDecisionToTerminal,
  renderHtml,
  renderMarkdown,
  renderTerminal,
} from './render';
export { type ReportOptions } from './run-view';
export { type ReportFiles, writeComparison, writeReport } from './write-report';

// What another report of this house is made with.
export {
  type AxisScale,
  type Chart,
  dotRows,
  type Drawing,
  frame,
  INK_SOFT,
  type Layer,
  renderChartFile,
  RULE,
  scaledPosition,
  seriesStyle,
  shortLabels,
} from './charts';
export { renderHtmlDocument } from './html/render-html';
export { formatCount, formatShare } from './number-format';
export { CHART_FOLDER, renderMarkdownDocument } from './render-markdown';
export {
  type Cell,
  figureCell,
  plainTable,
  type ReportDocument,
  type Section,
  textCell,
} from './report-document';
export { visibleText } from './visible-text';
