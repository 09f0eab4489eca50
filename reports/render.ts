import type { Results } from '../research';
import { buildDocument } from './build-document';
import { buildCharts, renderChartFile } from './charts';
import { renderHtmlDocument } from './html/render-html';
import { renderMarkdownDocument } from './render-markdown';
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
