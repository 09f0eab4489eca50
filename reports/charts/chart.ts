import type { Estimate } from '../../research';
import type { RunView } from '../run-view';
import { visibleText } from '../visible-text';
import type { Drawing } from './drawing';
import { NEUTRAL, seriesStyle, type SeriesStyle, type Shape } from './theme';

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly shape: Shape;
  readonly filled: boolean;
}

export interface Panel {
  /** Empty when the chart has one panel only. */
  readonly heading: string;
  /** At most 360 pixels wide: legible on a phone without zooming. */
  readonly narrow: Drawing;
  /** For pages with room; several narrow panels side by side take its place where it is absent. */
  readonly wide?: Drawing;
}

export interface Chart {
  /** Unique in its document; also the name of its file. */
  readonly name: string;
  /** Says what is shown and in which unit. */
  readonly title: string;
  /** For those who do not see it: what it shows, and where its figures are as a table. */
  readonly description: string;
  readonly legend: readonly LegendEntry[];
  /** Never empty. */
  readonly panels: readonly Panel[];
  /** Id of the table with the same figures; absent where they would be too many for one. */
  readonly tableId?: string;
}

const LONGEST_LABEL = 30;

/**
 * Names short enough for a chart, in their order: what is too long loses its middle, and names that
 * thereby become equal are numbered.
 */
export function shortLabels(names: readonly string[], longest = LONGEST_LABEL): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((full) => {
    const name = visibleText(full);
    const characters = Array.from(name);
    const half = Math.floor((longest - 1) / 2);
    const label =
      characters.length <= longest
        ? name
        : `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${label} (${times})`;
  });
}

/** The look of every storage of a run, the same in all its charts. */
export function storageStyles({ storages }: RunView): ReadonlyMap<string, SeriesStyle> {
  return new Map(
    storages.map(({ name, isClientOnly }, at) => {
      const style = seriesStyle(at);
      return [name, isClientOnly ? { ...style, colour: NEUTRAL } : style];
    }),
  );
}

/** What a logarithmic scale must hold of some estimates: a value of 0 has no place on it. */
export function positiveValues(estimates: readonly Estimate[]): readonly number[] {
  return estimates
    .flatMap(({ median, low, high }) => [median, low ?? median, high ?? median])
    .filter((value) => value > 0);
}

/** The ends of an interval as a chart shows it: both or neither, and neither where one has no place. */
export function shownInterval({ low, high }: Estimate): {
  readonly low: number | null;
  readonly high: number | null;
} {
  return low === null || high === null || low <= 0 ? { low: null, high: null } : { low, high };
}
