/**
 * Colours of the report and its charts as CSS variables, so that one drawing serves a light and a
 * dark page. The series hues are those of Okabe and Ito's palette for colour-blind readers
 * ("Color Universal Design", 2008), darkened for white and lightened for black until text in them
 * has a contrast of at least 4.5; wherever colour tells two things apart, shape or text does as well.
 */
export interface Palette {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly rule: string;
  readonly accent: string;
  readonly good: string;
  readonly goodPaper: string;
  readonly bad: string;
  readonly badPaper: string;
  /** One for each storage that keeps anything, in turn. */
  readonly series: readonly string[];
  /** For what stores nothing, and for what is left over. */
  readonly neutral: string;
  /** Fills of a stack; no text is written in them. */
  readonly fills: readonly string[];
}

export const LIGHT: Palette = {
  paper: '#ffffff',
  panel: '#f6f7f9',
  ink: '#15191f',
  inkSoft: '#525b68',
  rule: '#d9dde3',
  accent: '#00578a',
  good: '#0b6347',
  goodPaper: '#e7f5ef',
  bad: '#a81c1c',
  badPaper: '#fdecec',
  series: ['#0068a3', '#b54700', '#00725a', '#8a4390', '#7a5900'],
  neutral: '#5f6772',
  fills: ['#0072b2', '#56b4e9', '#009e73', '#e6a817', '#d55e00', '#cc79a7', '#8d6e63'],
};

export const DARK: Palette = {
  paper: '#12151a',
  panel: '#1a1f26',
  ink: '#e9ecf1',
  inkSoft: '#a5afbd',
  rule: '#333b46',
  accent: '#74bdf0',
  good: '#6fd6ae',
  goodPaper: '#12302a',
  bad: '#ff9a91',
  badPaper: '#3a1a1c',
  series: ['#62b6f0', '#ff9f5f', '#45cfa4', '#dd9fdd', '#e0bd45'],
  neutral: '#aab2bd',
  fills: ['#3d93cf', '#8fd0f7', '#2fb890', '#f0c04f', '#e9814a', '#dfa0c5', '#b39a90'],
};

function variable(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The declarations that give a palette's colours their names. */
export function paletteDeclarations(palette: Palette): string {
  return Object.entries(palette)
    .flatMap(([name, value]: [string, string | readonly string[]]) =>
      typeof value === 'string'
        ? [`${variable(name)}:${value}`]
        : value.map((colour, at) => `${variable(name)}-${at}:${colour}`),
    )
    .join(';');
}

export const INK = 'var(--ink)';
export const INK_SOFT = 'var(--ink-soft)';
export const RULE = 'var(--rule)';
export const PAPER = 'var(--paper)';
export const NEUTRAL = 'var(--neutral)';

export function fillColour(at: number): string {
  return `var(--fills-${at % LIGHT.fills.length})`;
}

export const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down'] as const;

/** Lengths of dash and gap in pixels of a drawing's first, second and further lines. */
export const DASHES: readonly (readonly [dash: number, gap: number])[] = [
  [1, 0],
  [6, 3],
  [2, 3],
  [10, 3],
];

export type Shape = (typeof SHAPES)[number];

export interface SeriesStyle {
  readonly colour: string;
  readonly shape: Shape;
}

export function shapeOf(at: number): Shape {
  return SHAPES[at % SHAPES.length]!;
}

/** Colour and shape of a run's storage number `at`; the shapes move on when the colours are used up. */
export function seriesStyle(at: number): SeriesStyle {
  const colours = LIGHT.series.length;
  return {
    colour: `var(--series-${at % colours})`,
    shape: shapeOf(at + Math.floor(at / colours)),
  };
}
