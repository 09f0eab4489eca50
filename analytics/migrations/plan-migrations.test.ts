import { describe, expect, it } from 'vitest';
import type { Migration } from '../../schemas';
import { migrationHash, planMigrations } from './plan-migrations';

const MIGRATIONS: readonly Migration[] = ['tables', 'views', 'more'].map((name, at) => ({
  number: at + 1,
  name,
  sql: `SELECT ${at};\n`,
}));

const applied = (...numbers: number[]) =>
  numbers.map((number) => {
    const migration = MIGRATIONS[number - 1]!;
    return { number, name: migration.name, sha256: migrationHash(migration) };
  });

describe('The plan of migrations', () => {
  it('is everything for an empty database, and what is missing for an older one', () => {
    expect(planMigrations(MIGRATIONS, [])).toEqual({ status: 'pending', migrations: MIGRATIONS });
    expect(planMigrations(MIGRATIONS, applied(2, 1))).toEqual({
      status: 'pending',
      migrations: [MIGRATIONS[2]],
    });
  });

  it('is nothing when all were applied, be it by two runs at the same time', () => {
    expect(planMigrations(MIGRATIONS, applied(1, 2, 2, 3, 1))).toEqual({ status: 'up-to-date' });
  });

  it.each([
    [
      'another text',
      [{ ...applied(1)[0]!, sha256: 'f'.repeat(64) }],
      'migration 0001-tables was applied with the text ffffffffffff',
    ],
    ['another name', [{ ...applied(1)[0]!, name: 'sheets' }], 'migration 0001-sheets was applied'],
    [
      'two texts, of which one is right',
      [...applied(1), { ...applied(1)[0]!, sha256: '0'.repeat(64) }],
      '000000000000',
    ],
    [
      'a later program',
      [...applied(1, 2, 3), { number: 4, name: 'later', sha256: '' }],
      'migration 0004-later was applied, and this program ends with 0003',
    ],
    ['a gap', applied(1, 3), '0002-views before it was not'],
  ])('refuses a database with %s', (_, rows, problem) => {
    const plan = planMigrations(MIGRATIONS, rows);
    expect(plan.status).toBe('drifted');
    expect(plan.status === 'drifted' && plan.problem).toContain(problem);
  });
});
