import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Sources (`name.mmd`) and pictures (`name.svg`) of the documentation's diagrams. */
export const DIAGRAMS = join(__dirname, '..', '..', 'docs', 'diagrams');

/** Names of all diagrams, without their ending, sorted. */
export function diagramNames(): readonly string[] {
  return readdirSync(DIAGRAMS)
    .filter((file) => file.endsWith('.mmd'))
    .map((file) => file.slice(0, -'.mmd'.length))
    .sort();
}

/** First line of a picture: which source it was drawn from. Fonts differ between machines, sources do not. */
export function sourceMark(source: string): string {
  return `<!-- drawn from a source with SHA-256 ${createHash('sha256').update(source).digest('hex')} by: npm run diagrams -->`;
}
