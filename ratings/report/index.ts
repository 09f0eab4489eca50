import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHART_FOLDER,
  type Chart,
  renderChartFile,
  renderHtmlDocument,
  renderMarkdownDocument,
} from '../../reports';
import type { RatingRun } from '../rate-products';
import { attackEffects } from './attack-effects';
import { attackChart } from './charts/attack-chart';
import { moversChart } from './charts/movers-chart';
import { siteScatterChart } from './charts/site-scatter';
import { ratingDocument, type RatingFindings, SHOWN_MOVERS } from './rating-document';
import { biggestMovers, compareWithSite } from './site-comparison';

/** Every file that a report may have; a chart without figures is left out. */
export const REPORT_FILES = {
  markdown: 'report.md',
  html: 'report.html',
  siteScatter: `${CHART_FOLDER}/site-scatter.svg`,
  movers: `${CHART_FOLDER}/movers.svg`,
  attacks: `${CHART_FOLDER}/attacks.svg`,
} as const;

function chartsOf({ comparison, attacks }: RatingFindings): readonly Chart[] {
  const { products } = comparison.status === 'compared' ? comparison : { products: [] };
  return [
    ...(products.length === 0
      ? []
      : [siteScatterChart(products), moversChart(biggestMovers(products, SHOWN_MOVERS))]),
    ...(attacks.every(({ effects }) => effects.length === 0) ? [] : [attackChart(attacks)]),
  ];
}

/** Writes {@link REPORT_FILES} to a folder: Markdown with its charts beside it, and one page of HTML. */
export async function writeReport(run: RatingRun, folder: string): Promise<void> {
  const findings = { run, comparison: compareWithSite(run), attacks: attackEffects(run) };
  const charts = new Map(chartsOf(findings).map((chart) => [chart.name, chart]));
  const document = ratingDocument(findings);
  await writeFile(join(folder, REPORT_FILES.markdown), renderMarkdownDocument(document, charts));
  await writeFile(join(folder, REPORT_FILES.html), await renderHtmlDocument(document, charts));
  if (charts.size > 0) await mkdir(join(folder, CHART_FOLDER));
  for (const [name, chart] of charts) {
    await writeFile(join(folder, CHART_FOLDER, `${name}.svg`), await renderChartFile(chart));
  }
}
