/**
 * Every number of a report is written by this file: three significant digits for what was measured,
 * all digits for what was counted, the same text on every machine (no locale, no clock).
 */

const SIGNIFICANT_DIGITS = 3;

function groupThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.', 2);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A whole number with all its digits: `1,000,000`. */
export function formatCount(value: number): string {
  return groupThousands(BigInt(Math.round(value)).toString());
}

/** A number of at least 0 with three significant digits: `12,300`, `45.6`, `0.0789`, `0`. */
export function formatSignificant(value: number): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(SIGNIFICANT_DIGITS - 1).split('e')[1]);
  const decimals = SIGNIFICANT_DIGITS - 1 - exponent;
  if (decimals > 9) return '<0.0000001';
  if (decimals >= 0) return groupThousands(value.toFixed(decimals));
  return formatCount(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

interface Scale {
  /** Smallest rounded value from which on the scale is used. */
  readonly from: number;
  readonly suffix: string;
}

function formatScaled(value: number, scales: readonly Scale[]): string {
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  const scale = scales.find(({ from }) => rounded >= from);
  return scale === undefined
    ? formatSignificant(value)
    : `${formatSignificant(rounded / scale.from)} ${scale.suffix}`;
}

/** A rate or a large amount in thousands, millions and so on: `3.42 M`, `81.5 k`, `640`. */
export function formatRate(value: number): string {
  return formatScaled(value, [
    { from: 1e12, suffix: 'T' },
    { from: 1e9, suffix: 'G' },
    { from: 1e6, suffix: 'M' },
    { from: 1e3, suffix: 'k' },
  ]);
}

/** Bytes in binary units: `512 B`, `2.00 KiB`, `14.2 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatCount(bytes)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let scaled = bytes / 1024;
  let unit = 0;
  // 1,023.6 of a unit would round to 1,020: the next unit takes over before that.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${formatSignificant(scaled)} ${units[unit] ?? ''}`;
}

/** Milliseconds with their unit, in seconds from one second on: `0.512 ms`, `12.3 ms`, `2.86 s`. */
export function formatMs(elapsedMs: number): string {
  return elapsedMs < 999.5
    ? `${formatSignificant(elapsedMs)} ms`
    : `${formatSignificant(elapsedMs / 1000)} s`;
}

/** A length of time to the second: `42 s`, `2 min 5 s`, `1 h 0 min 12 s`. */
export function formatDuration(elapsedMs: number): string {
  const seconds = Math.round(elapsedMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const parts = [`${seconds % 60} s`];
  if (seconds >= 60) parts.unshift(`${minutes} min`);
  if (hours > 0) parts.unshift(`${formatCount(hours)} h`);
  return parts.join(' ');
}

/** A point in time to the minute, in UTC: `2026-01-31 23:59 UTC`. */
export function formatMinute(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A share of 0 to 1 as a percentage with one decimal: `12.3 %`; `<0.1 %` for what would round to nothing. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 0.05 ? '<0.1 %' : `${percent.toFixed(1)} %`;
}

/**
 * An interval in the format of its figure: `[3.31 M, 3.50 M]`.
 *
 * @param format the function that writes the figure itself
 */
export function formatInterval(
  low: number,
  high: number,
  format: (value: number) => string,
): string {
  return `[${format(low)}, ${format(high)}]`;
}

/** A round number, as short as it is exact, for axes and settings: `0.5`, `95`, `100 k`, `2 M`. */
export function formatTick(value: number): string {
  const scale = [
    { from: 1e12, suffix: ' T' },
    { from: 1e9, suffix: ' G' },
    { from: 1e6, suffix: ' M' },
    { from: 1e3, suffix: ' k' },
  ].find(({ from }) => value >= from);
  return scale === undefined
    ? String(Number(value.toPrecision(12)))
    : `${Number((value / scale.from).toPrecision(12))}${scale.suffix}`;
}
