import type { Block, ReportDocument, Section, Text } from '../report-document';
import { visibleLines, visibleText } from '../visible-text';
import { renderTerminalTable } from './terminal-table';
import type { Paint } from './text-style';
import { wrapText } from './wrap-text';

/** The width that every terminal has room for, and that a report pasted elsewhere keeps. */
const WIDTH = 100;

function plain(text: Text): string {
  return visibleText(
    text
      .map((part) => {
        if (typeof part === 'string') return part;
        if ('code' in part) return part.code;
        return 'strong' in part ? part.strong : part.link;
      })
      .join(''),
  );
}

function wrapped(text: string, indent = ''): string {
  return wrapText(text, WIDTH - indent.length)
    .map((line) => indent + line)
    .join('\n');
}

function renderBlock(block: Block, paint: Paint): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [wrapped(plain(block.text))];
    case 'verdict':
      return [paint(block.tone === 'open' ? 'bold' : block.tone, wrapped(plain(block.text)))];
    case 'list':
      return [block.items.map((item) => `-${wrapped(plain(item), '  ').slice(1)}`).join('\n')];
    case 'preformatted':
      return [
        [
          ...(block.caption ? [wrapped(plain(block.caption))] : []),
          ...visibleLines(block.text)
            .split('\n')
            .map((line) => wrapped(line, '  ')),
        ].join('\n'),
      ];
    case 'chart':
      return [];
    case 'table': {
      const { table } = block;
      const rendered = renderTerminalTable(table, WIDTH, paint);
      const footnote =
        table.footnote === undefined
          ? ''
          : `\n\n${paint('dim', wrapped(visibleText(table.footnote)))}`;
      return [`${wrapped(visibleText(table.caption))}\n\n${rendered}${footnote}`];
    }
  }
}

function renderSection({ title, blocks }: Section, paint: Paint): string {
  return [
    paint('bold', visibleText(title).toUpperCase()),
    ...blocks.flatMap((block) => renderBlock(block, paint)),
  ].join('\n\n');
}

/** What the document has for a terminal, at most 100 columns wide. */
export function renderTerminalDocument(
  { title, subtitle, sections }: ReportDocument,
  paint: Paint,
): string {
  return [
    `${paint('bold', wrapped(visibleText(title)))}\n${wrapped(visibleText(subtitle))}`,
    ...sections
      .filter(({ inTerminal }) => inTerminal)
      .map((section) => renderSection(section, paint)),
    '',
  ].join('\n\n');
}
