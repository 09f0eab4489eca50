export { readResults } from './read-results';
export { renderCharts, renderHtml, renderMarkdown, renderTerminal } from './render';
export { writeReport } from './write-report';
