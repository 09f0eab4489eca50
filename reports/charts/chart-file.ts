import { escapeMarkup } from '../escape-markup';
import type { Chart } from './chart';
import { svgLegend } from './legend';
import { renderSvgContent } from './render-svg';
import { DARK, INK, INK_SOFT, LIGHT, PAPER, paletteDeclarations } from './theme';

const PADDING = 20;
const GAP = 24;
const LEAST_WIDTH = 560;
const TITLE_LINE = 30;
const HEADING_LINE = 24;

const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

function text(content: string, x: number, y: number, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${escapeMarkup(content)}</text>`;
}

/**
 * A chart as an SVG file of its own, for pages that show pictures: with title, legend and a paper of
 * its own, light or dark as the reader's system asks.
 */
export async function renderChartFile(chart: Chart): Promise<string> {
  const drawings = await Promise.all(
    chart.panels.map(async ({ heading, narrow, wide }) => {
      const drawing = wide ?? narrow;
      return { heading, drawing, content: await renderSvgContent(drawing) };
    }),
  );
  const panelWidth = Math.max(...drawings.map(({ drawing }) => drawing.width));
  const columns = panelWidth > 400 || drawings.length === 1 ? 1 : 2;
  const innerWidth = Math.max(LEAST_WIDTH, columns * panelWidth + (columns - 1) * GAP);
  const legend = svgLegend(chart.legend, innerWidth);
  let y = PADDING + TITLE_LINE;
  const parts = [
    text(chart.title, PADDING, PADDING + 14, `font-size="15" font-weight="600" fill="${INK}"`),
  ];
  if (legend.height > 0) {
    parts.push(`<g transform="translate(${PADDING},${y})">${legend.content}</g>`);
    y += legend.height + 6;
  }
  for (let first = 0; first < drawings.length; first += columns) {
    const row = drawings.slice(first, first + columns);
    const headingLine = row.some(({ heading }) => heading !== '') ? HEADING_LINE : 0;
    row.forEach(({ heading, content }, at) => {
      const x = PADDING + at * (panelWidth + GAP);
      if (headingLine > 0) {
        parts.push(text(heading, x, y + 15, `font-size="13" font-weight="600" fill="${INK_SOFT}"`));
      }
      parts.push(`<g transform="translate(${x},${y + headingLine})">${content}</g>`);
    });
    y += headingLine + Math.max(...row.map(({ drawing }) => drawing.height)) + GAP / 2;
  }
  const width = innerWidth + 2 * PADDING;
  const height = y + PADDING - GAP / 2;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-labelledby="title description" font-family="${FONT}">` +
    `<title id="title">${escapeMarkup(chart.title)}</title>` +
    `<desc id="description">${escapeMarkup(chart.description)}</desc>` +
    `<style>:root{${paletteDeclarations(LIGHT)}}` +
    `@media (prefers-color-scheme:dark){:root{${paletteDeclarations(DARK)}}}</style>` +
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>${parts.join('')}</svg>\n`
  );
}
