/** What a table column asks for, in terminal columns. */
export interface WidthRequest {
  /** Of its widest line. */
  readonly natural: number;
  /** Below this it gives only when nothing else can: the widest thing in it that should stay whole. */
  readonly whole: number;
}

const LEAST_WIDTH = 2;

/** Takes `excess` from the widest columns first, none of them below its floor; returns what is left to take. */
function shrink(widths: number[], floors: readonly number[], excess: number): number {
  let left = excess;
  while (left > 0) {
    const at = widths
      .map((width, index) => ({ index, width, room: width - floors[index]! }))
      .filter(({ room }) => room > 0)
      .reduce<{ index: number; width: number } | undefined>(
        (widest, column) => (widest && widest.width >= column.width ? widest : column),
        undefined,
      )?.index;
    if (at === undefined) return left;
    widths[at]! -= 1;
    left -= 1;
  }
  return 0;
}

/**
 * Widths for the columns of a table that add up to `room` or less: natural ones where they fit, else
 * first the columns shrink whose text can wrap, and only then those that must break a word.
 */
export function columnWidths(requests: readonly WidthRequest[], room: number): readonly number[] {
  const widths = requests.map(({ natural }) => natural);
  const excess = widths.reduce((sum, width) => sum + width, 0) - room;
  const left = shrink(
    widths,
    requests.map(({ whole }) => whole),
    excess,
  );
  shrink(
    widths,
    requests.map(() => LEAST_WIDTH),
    left,
  );
  return widths;
}
