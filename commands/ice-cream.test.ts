import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test-support/temporary-folder';

const PROGRAM = join(__dirname, 'ice-cream.ts');
const SAMPLE = join(__dirname, '..', 'ratings', 'sample');

function run(...args: string[]) {
  return spawnSync(process.execPath, ['-r', 'ts-node/register', PROGRAM, ...args], {
    encoding: 'utf8',
  });
}

describe('npm run ice-cream', () => {
  it('makes the committed sample again, byte for byte', () => {
    const out = join(temporaryFolder(), 'new', 'folder');
    const flags = ['--products', '60', '--reviews', '1500', '--seed', '2026'];
    const { status, stderr } = run('--out', out, ...flags);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of ['products.csv', 'reviews.csv']) {
      expect(readFileSync(join(out, name)).equals(readFileSync(join(SAMPLE, name)))).toBe(true);
    }
    const again = run('--out', out);
    expect(again.status).toBe(2);
    expect(again.stderr).toMatch(/^error: --out: .*products\.csv is there already; .*--force/);
    expect(readdirSync(out).sort()).toEqual(['products.csv', 'reviews.csv']);
  });

  it('refuses numbers that are none', () => {
    const folder = temporaryFolder();
    const { status, stderr } = run('--out', folder, '--reviews', 'many');
    expect(status).toBe(2);
    expect(stderr).toContain('--reviews: "many" is not a whole number');
    expect(readdirSync(folder)).toEqual([]);
  });
});
