import type { Drawing } from './drawing';

/** Attributes that only describe Vega's own scene: the drawing as a whole is described by its page. */
const SCENE_ATTRIBUTES = / (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"/g;
const HIDDEN_PATHS = /<path class="(?:background|foreground)"[^>]*\/>/g;
const LONG_FRACTIONS = /-?\d+\.\d{3,}/g;

function roundFraction(digits: string): string {
  return String(Number(Number(digits).toFixed(2)));
}

/**
 * Rounds coordinates to a hundredth of a pixel, because logarithms may differ in their last digit from one
 * processor to the next, and drops what Vega writes for its own renderer. Text is left as it is.
 */
function tidy(svg: string): string {
  return svg
    .replace(HIDDEN_PATHS, '')
    .replace(/<[a-z][^>]*>/g, (tag) =>
      tag.replace(SCENE_ATTRIBUTES, '').replace(LONG_FRACTIONS, roundFraction),
    )
    .replace(/<g(?: transform="translate\(0,0\)")?\/>/g, '');
}

/**
 * The inside of an SVG element that is `drawing.width` x `drawing.height` pixels: Vega's output
 * without its root tag, so that the caller can name and scale it.
 *
 * The same drawing gives the same bytes in every process: text is never measured, and nothing here
 * needs the ids that Vega counts up.
 */
export async function renderSvgContent({ spec }: Drawing): Promise<string> {
  // Both are ESM with top-level await, which CommonJS cannot require.
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return tidy(svg.replace(/^<svg[^>]*>/, '').replace(/<\/svg>$/, ''));
  } finally {
    view.finalize();
  }
}
