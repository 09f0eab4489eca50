export type Tone = 'bold' | 'dim' | 'good' | 'bad';

/** SGR parameters (ECMA-48) that switch a tone on and off. */
const CODES: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  bad: [31, 39],
};

export type Paint = (tone: Tone, text: string) => string;

export const PLAIN: Paint = (_, text) => text;

/** Colours each line on its own, because tables pad and cut line by line. */
export const COLOURED: Paint = (tone, text) => {
  const [on, off] = CODES[tone];
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `\u001b[${on}m${line}\u001b[${off}m`))
    .join('\n');
};
