import { type Decision, type Results, withholdRestricted } from '../research';
import { buildDocument } from './build-document';
import { buildCharts, renderChartFile } from './charts';
import { comparisonDocument } from './comparison';
import { decisionDocument } from './decision';
import { renderHtmlDocument } from './html/render-html';
import { renderMarkdownDocument } from './render-markdown';
import type { ReportDocument } from './report-document';
import { type ReportOptions, viewRun } from './run-view';
import { renderTerminalDocument } from './terminal/render-terminal';
import { COLOURED, PLAIN } from './terminal/text-style';

/**
 * What a reader wants to see at the end of a run: text in lines of at most 100 columns.
 *
 * @param options.colour true for a terminal that shows colours; plain text otherwise
 */
export function renderTerminal(
  results: Results,
  { colour = false, ...options }: ReportOptions & { readonly colour?: boolean } = {},
): string {
  const document = buildDocument(viewRun(results, options));
  return renderTerminalDocument(document, colour ? COLOURED : PLAIN);
}

/**
 * The whole report as GitHub's Markdown.
 *
 * @param options.chartFolder where the files of {@link renderCharts} are, beside the report
 */
export function renderMarkdown(
  results: Results,
  { chartFolder, ...options }: ReportOptions & { readonly chartFolder?: string } = {},
): string {
  const view = viewRun(results, options);
  return renderMarkdownDocument(buildDocument(view), buildCharts(view), chartFolder);
}

/** The report in which every cell has its address, beside the decision. */
const REPORT_FILE = 'report.md';

/** A decision as GitHub's Markdown, in the form of an architecture decision record; its evidence links into `report.md`. */
export function renderDecision(decision: Decision): string {
  const document = decisionDocument(decision, (cell) => `${REPORT_FILE}#${cell}`);
  return renderMarkdownDocument(document, new Map());
}

/**
 * What a reader wants to see of a decision at once: text in lines of at most 100 columns.
 *
 * @param options.colour true for a terminal that shows colours; plain text otherwise
 */
export function renderDecisionToTerminal(decision: Decision, { colour = false } = {}): string {
  const document = decisionDocument(decision, (cell) => `#${cell}`);
  return renderTerminalDocument(document, colour ? COLOURED : PLAIN);
}

function comparison(
  first: Results,
  second: Results,
  { includeRestricted = false }: ReportOptions,
): ReportDocument {
  const shown = (results: Results): Results =>
    includeRestricted ? results : withholdRestricted(results);
  return comparisonDocument(shown(first), shown(second));
}

/**
 * Where two runs differ: text in lines of at most 100 columns.
 *
 * @param options.colour true for a terminal that shows colours; plain text otherwise
 */
export function renderComparison(
  first: Results,
  second: Results,
  { colour = false, ...options }: ReportOptions & { readonly colour?: boolean } = {},
): string {
  return renderTerminalDocument(comparison(first, second, options), colour ? COLOURED : PLAIN);
}

/** Two runs compared, cell by cell, as GitHub's Markdown and as one page without network and script. */
export async function renderComparisonFiles(
  first: Results,
  second: Results,
  options: ReportOptions = {},
): Promise<{ readonly markdown: string; readonly html: string }> {
  const document = comparison(first, second, options);
  return {
    markdown: renderMarkdownDocument(document, new Map()),
    html: await renderHtmlDocument(document, new Map()),
  };
}

/** The whole report as one page that needs no network and no script. */
export async function renderHtml(results: Results, options?: ReportOptions): Promise<string> {
  const view = viewRun(results, options);
  return renderHtmlDocument(buildDocument(view), buildCharts(view));
}

/** Every chart that the run has figures for, as an SVG file's text by the chart's name. */
export async function renderCharts(
  results: Results,
  options?: ReportOptions,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, chart] of buildCharts(viewRun(results, options))) {
    files.set(name, await renderChartFile(chart));
  }
  return files;
}
