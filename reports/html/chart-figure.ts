import { type Chart, type Drawing, legendSymbol, renderSvgContent } from '../charts';
import { escapeMarkup } from '../escape-markup';

async function renderDrawing(
  drawing: Drawing,
  {
    id,
    title,
    description,
    wide,
  }: { id: string; title: string; description: string; wide: boolean },
): Promise<string> {
  const { width, height } = drawing;
  const name = escapeMarkup(title);
  return (
    `<svg${wide ? ' class="wide"' : ''} viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${name}" aria-describedby="${id}-description">` +
    `<title>${name}</title><desc id="${id}-description">${escapeMarkup(description)}</desc>` +
    `${await renderSvgContent(drawing)}</svg>`
  );
}

/** A chart with title, legend and a link to the table that holds its figures. */
export async function renderChart(chart: Chart): Promise<string> {
  const { name, title, description, legend, panels, tableId } = chart;
  const id = `chart-${name}`;
  const rendered = [];
  for (const [at, { heading, narrow, wide }] of panels.entries()) {
    const label = heading === '' ? title : `${title}: ${heading}`;
    const drawings = [
      ...(wide
        ? [
            await renderDrawing(wide, {
              id: `${id}-${at}-wide`,
              title: label,
              description,
              wide: true,
            }),
          ]
        : []),
      await renderDrawing(narrow, { id: `${id}-${at}`, title: label, description, wide: false }),
    ];
    const head = heading === '' ? '' : `<h3>${escapeMarkup(heading)}</h3>`;
    rendered.push(`<div class="panel">${head}${drawings.join('')}</div>`);
  }
  const entries = legend
    .map(
      (entry) =>
        `<li><svg viewBox="-7 -7 14 14" aria-hidden="true">${legendSymbol(entry)}</svg>${escapeMarkup(entry.label)}</li>`,
    )
    .join('');
  return `<figure class="chart" id="${id}">
<figcaption>${escapeMarkup(title)}</figcaption>
${entries === '' ? '' : `<ul class="legend">${entries}</ul>`}
<div class="panels">${rendered.join('\n')}</div>
${tableId === undefined ? '' : `<p class="source"><a href="#${tableId}">The same figures as a table</a></p>`}
</figure>`;
}
