import type { Chart } from '../charts';
import { escapeMarkup } from '../escape-markup';
import { linkAddress } from '../link-address';
import type { Block, ReportDocument, Section, Text } from '../report-document';
import { renderChart } from './chart-figure';
import { STYLESHEET } from './stylesheet';
import { renderTable } from './table-figure';

/** Nothing is fetched and nothing is run: the page is what the file holds. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const VERDICT_SIGNS = { good: '✓', bad: '✗', open: '…' } as const;

function renderText(text: Text): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return escapeMarkup(part);
      if ('code' in part) return `<code>${escapeMarkup(part.code)}</code>`;
      if ('strong' in part) return `<strong>${escapeMarkup(part.strong)}</strong>`;
      return `<a href="${escapeMarkup(linkAddress(part.href))}">${escapeMarkup(part.link)}</a>`;
    })
    .join('');
}

async function renderBlock(block: Block, charts: ReadonlyMap<string, Chart>): Promise<string> {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${renderText(block.text)}</p>`;
    case 'verdict': {
      const sign = VERDICT_SIGNS[block.tone];
      return `<p class="verdict ${block.tone}"><span aria-hidden="true">${sign}</span><span>${renderText(block.text)}</span></p>`;
    }
    case 'list':
      return `<ul class="points">${block.items.map((item) => `<li>${renderText(item)}</li>`).join('\n')}</ul>`;
    case 'preformatted':
      return (
        (block.caption ? `<p>${renderText(block.caption)}</p>` : '') +
        `<pre tabindex="0">${escapeMarkup(block.text)}</pre>`
      );
    case 'table':
      return renderTable(block.table);
    case 'chart': {
      const chart = charts.get(block.chart);
      return chart ? renderChart(chart) : '';
    }
  }
}

async function renderSection(
  { id, title, blocks }: Section,
  charts: ReadonlyMap<string, Chart>,
): Promise<string> {
  const rendered = [];
  for (const block of blocks) rendered.push(await renderBlock(block, charts));
  return `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${escapeMarkup(title)}</h2>\n${rendered.join('\n')}\n</section>`;
}

/** The document as one self-contained page: no script, no network, light and dark, print. */
export async function renderHtmlDocument(
  { kicker, title, subtitle, sections, footer }: ReportDocument,
  charts: ReadonlyMap<string, Chart>,
): Promise<string> {
  const rendered = [];
  for (const section of sections) rendered.push(await renderSection(section, charts));
  const contents = sections
    .map((section) => `<li><a href="#${section.id}">${escapeMarkup(section.title)}</a></li>`)
    .join('');
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(`${title} ${subtitle}`)}</title>
<link rel="icon" href="data:,">
<style>
${STYLESHEET}
</style>
</head>
<body>
<div class="page">
<header>
<p class="kicker">${escapeMarkup(kicker)}</p>
<h1>${escapeMarkup(title)}</h1>
<p class="subtitle">${escapeMarkup(subtitle)}</p>
<nav aria-label="Contents"><ol>${contents}</ol></nav>
</header>
<main>
${rendered.join('\n')}
</main>
<footer>${escapeMarkup(footer)}</footer>
</div>
</body>
</html>
`;
}
