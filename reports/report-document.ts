/**
 * A report before it has a form: what it says, in order, with every number already written out. One
 * document is rendered to the terminal, to Markdown and to HTML, so that the three cannot differ in
 * a figure. Every text may hold any characters: each form escapes what it must.
 */
export interface ReportDocument {
  /** What kind of report it is, above the title of a page. */
  readonly kicker: string;
  readonly title: string;
  /** One line on what was measured, under the title. */
  readonly subtitle: string;
  readonly sections: readonly Section[];
  /** Where the figures come from, at the end of a page. */
  readonly footer: string;
}

export interface Section {
  /** Unique in the document; the address of the section within the HTML page. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Terminal output is for the minute after the run; the rest is in the files. */
  readonly inTerminal: boolean;
}

export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** An address in the same document (`#id`), beside it (`report.md#id`) or on the web; see `linkAddress`. */
  | { readonly link: string; readonly href: string };

export type Text = readonly Inline[];

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** `open`: neither good nor bad yet. */
  | { readonly kind: 'verdict'; readonly tone: 'good' | 'bad' | 'open'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | { readonly kind: 'preformatted'; readonly caption?: Text; readonly text: string }
  /** Drawn in HTML and as a file beside the Markdown; its figures are all in a table of the section. */
  | { readonly kind: 'chart'; readonly chart: string }
  | { readonly kind: 'table'; readonly table: Table };

export const CHART_NAMES = [
  'best-inserts',
  'insert-throughput',
  'insert-writers',
  'warm-latency',
  'first-touch',
  'slowdown-under-load',
  'mixed-timeline',
  'insert-under-read',
  'growth',
  'size-by-column',
] as const;

export type ChartName = (typeof CHART_NAMES)[number];

export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
  /** What a terminal of 100 columns has no room for. */
  readonly inTerminal?: 'without-interval' | 'left-out';
}

export type Cell =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly note?: string;
      readonly code?: true;
      /** Address of the row whose first cell this is, unique in the document: the id of a measured cell. */
      readonly anchor?: string;
    }
  | {
      readonly kind: 'figure';
      readonly text: string;
      readonly interval?: string;
      readonly note?: string;
    }
  /** No figure, and nothing wrong: too few samples, or nothing to measure. */
  | { readonly kind: 'missing'; readonly text: string }
  /** No figure, because something went wrong. */
  | { readonly kind: 'problem'; readonly text: string };

export interface RowGroup {
  /** Empty in a table whose rows are not grouped. */
  readonly heading: string;
  readonly detail?: string;
  readonly rows: readonly (readonly Cell[])[];
}

export interface Table {
  /** Unique in the document. */
  readonly id: string;
  readonly caption: string;
  /** What the groups are, as a column header of forms that repeat the heading; absent without groups. */
  readonly groupedBy?: string;
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup[];
  /** Explains marks and terms of this very table. */
  readonly footnote?: string;
}

/** A table without groups. */
export function plainTable(
  table: Omit<Table, 'groups' | 'groupedBy'>,
  rows: readonly (readonly Cell[])[],
): Block {
  return { kind: 'table', table: { ...table, groups: [{ heading: '', rows }] } };
}

export const MISSING: Cell = { kind: 'missing', text: '-' };

export function textCell(text: string, note?: string): Cell {
  return note === undefined ? { kind: 'text', text } : { kind: 'text', text, note };
}

/** The first cell of a row that links may lead to; see `cellId`. */
export function anchoredCell(text: string, anchor: string, note?: string): Cell {
  return { ...textCell(text, note), kind: 'text', anchor };
}

export function codeCell(text: string): Cell {
  return { kind: 'text', text, code: true };
}

export function figureCell(text: string, note?: string): Cell {
  return note === undefined ? { kind: 'figure', text } : { kind: 'figure', text, note };
}
