import type { Results } from '../research';
import { buildDocument } from './build-document';
import { buildCharts, renderChartFile } from './charts';
import { renderHtmlDocument } from './html/render-html';
import { renderMarkdownDocument } from './render-markdown';
import { viewRun } from './run-view';
import { renderTerminalDocument } from './terminal/render-terminal';
import { COLOURED, PLAIN } from './terminal/text-style';

/**
 * What a reader wants to see at the end of a run: text in lines of at most 100 columns.
 *
 * @param options.colour true for a terminal that shows colours; plain text otherwise
 */
export function renderTerminal(results: Results, { colour = false } = {}): string {
  return renderTerminalDocument(buildDocument(viewRun(results)), colour ? COLOURED : PLAIN);
}

/** The whole report as GitHub's Markdown; it shows the charts of {@link renderCharts} as files in `charts/`. */
export function renderMarkdown(results: Results): string {
  const view = viewRun(results);
  return renderMarkdownDocument(buildDocument(view), buildCharts(view));
}

/** The whole report as one page that needs no network and no script. */
export async function renderHtml(results: Results): Promise<string> {
  const view = viewRun(results);
  return renderHtmlDocument(buildDocument(view), buildCharts(view));
}

/** Every chart that the run has figures for, as an SVG file's text by the chart's name. */
export async function renderCharts(results: Results): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, chart] of buildCharts(viewRun(results))) {
    files.set(name, await renderChartFile(chart));
  }
  return files;
}
