import { CommanderError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BadInputError } from '../errors';
import { StorageError } from '../loaders';
import { type BenchPlan, NO_JOURNAL } from '../research';
import { type BenchFlags, benchProgram, newRunId, planOf } from './bench-flags';

function plan(...args: string[]): BenchPlan {
  const program = benchProgram()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  program.parse(args, { from: 'user' });
  const flags = program.opts<BenchFlags>();
  return planOf(flags, '/tmp/x', { runId: newRunId(flags), journal: NO_JOURNAL });
}

describe('The flags of the bench', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('plan both embedded engines and the client alone over a million marks by default', () => {
    vi.stubEnv('VERTICA_URL', '');
    const { dataset, targets, scenarios, rounds, overwrite, command } = plan();
    expect(dataset).toMatchObject({ rows: 1_000_000, seed: 1 });
    expect(targets.map(({ name, data }) => [name, data.kind])).toEqual([
      ['clickhouse-embedded', 'temporary'],
      ['duckdb', 'temporary'],
      ['null', 'none'],
      ['vertica', 'missing'],
    ]);
    expect(Object.keys(scenarios)).toEqual(['insert', 'read-idle', 'size']);
    expect({ rounds, overwrite }).toEqual({ rounds: 5, overwrite: false });
    expect(command).toBe('npm run bench -- --rows 1000000 --seed 1 --rounds 5');
  });

  it('are in the command that repeats the run, but for the folder and the password', () => {
    const args = ['--rows', '2e5', '--seed', '7', '--rounds', '2', '--scenarios', 'size'];
    const more = ['--films', '60', '--viewers', '500', '--days', '9', '--overwrite'];
    const url = 'http://a:8123/d,http://u:secret@h:8123/d';
    const { command, dataset, runId } = plan(...args, ...more, '--storages', url, '--out', '/x/y');
    expect(command).toBe(
      "npm run bench -- --storages 'http://a:8123/d,http://u:***@h:8123/d' --rows 200000 --seed 7 --rounds 2 " +
        '--scenarios size --films 60 --viewers 500 --days 9 --overwrite',
    );
    expect(dataset).toMatchObject({ films: 60, viewers: 500, days: 9 });
    expect(runId).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}$/);
  });

  it('name the Vertica server of the environment, but not its password', () => {
    vi.stubEnv('VERTICA_URL', 'vertica://dbadmin:secret@host:5433/db');
    const { command, targets } = plan('--rows', '1000');
    expect(targets.at(-1)!.data.kind).toBe('server');
    expect(command).toBe(
      "VERTICA_URL='vertica://dbadmin:***@host:5433/db' npm run bench -- --rows 1000 --seed 1 --rounds 5",
    );
    expect(plan('--storages', 'null:').command).not.toContain('VERTICA_URL');
    expect(plan('--storages', 'null:,vertica:').command).toMatch(
      /^VERTICA_URL='vertica:\/\/dbadmin:\*\*\*@host:5433\/db' npm run bench -- --storages 'null:,vertica:' /,
    );
    expect(benchProgram().helpInformation()).not.toContain('secret');
  });

  it('give runs of one dataset the same hash, and of another another', () => {
    const hash = (...args: string[]): string => plan(...args).runId.slice(-8);
    expect(hash('--rounds', '2')).toBe(hash());
    expect(hash('--seed', '2')).not.toBe(hash());
    expect(hash('--films', '99')).not.toBe(hash());
  });

  it.each([
    [['--rows', '0'], '--rows: "0" is not a whole number from 1 to 1000000000'],
    [['--rows', '-5'], '--rows: "-5"'],
    [['--rows', 'many'], '--rows: "many"'],
    [['--rows', 'NaN'], '--rows: "NaN"'],
    [['--rows', '1.5'], '--rows: "1.5"'],
    [['--rows', '1e12'], '--rows: "1e12"'],
    [['--rounds', '0'], '--rounds: "0"'],
    [['--seed', '4294967296'], '--seed: "4294967296"'],
    [['--days', '3661'], '--days: "3661"'],
    [['--rows', '1000000000', '--days', '1'], '--days: '],
    [['--scenarios', 'insert,wirte'], '--scenarios: there is no scenario "wirte"'],
    [['--storages', 'null:,null:'], '--storages: null: is named twice'],
    [['--storages', 'chdb:.'], '--storages: chdb:.: there is something at . already'],
  ])('%j are refused with a line that names the flag', (args, line) => {
    expect(() => plan(...args)).toThrow(BadInputError);
    expect(() => plan(...args)).toThrow(line);
  });

  it('refuse a URL of no engine, and flags that there are not', () => {
    expect(() => plan('--storages', 'mysql://h/d')).toThrow(StorageError);
    expect(() => plan('--fast')).toThrow(CommanderError);
    expect(() => plan('--rows')).toThrow(CommanderError);
  });
});
