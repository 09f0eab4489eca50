import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStorage } from '../loaders';
import { buildMarks, uuidOf } from '../test-support/build-marks';

interface Ended {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['-r', 'ts-node/register', join(__dirname, `${command}.ts`), ...args],
      (error, stdout, stderr) => {
        resolve({ exitCode: error ? error.code : child.exitCode, stdout, stderr });
      },
    );
  });
}

describe("The analysts' and operators' commands", () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewmarks-commands-'));
  const url = `chdb:${join(folder, 'ch')}?database=viewmarks`;
  const film = uuidOf(1);
  const viewer = uuidOf(2);

  beforeAll(async () => {
    const migrated = await run('migrate', '--storage', url);
    expect(migrated).toMatchObject({ exitCode: 0, stderr: '' });
    const file = join(folder, 'films.csv');
    writeFileSync(
      file,
      `film_id,title,duration_s,genres,release_year\n${film},One,100,Drama,1999\n`,
    );
    const loaded = await run('films', 'load', file, '--storage', url);
    expect(loaded.stdout).toBe('1 films: 1 new, 0 removed, 0 with another duration\n');
    const storage = await openStorage(url);
    const at = new Date(Date.now() - 86_400_000).toISOString();
    const marks = buildMarks([{ userId: viewer, filmId: film, positionS: 65, at }]);
    await storage.insert(marks, { token: 'one' });
    await storage.close();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('say what a migration would do, and that there is nothing left to do', async () => {
    const dry = await run('migrate', '--dry-run', '--storage', url);
    expect(dry.stdout).toContain('0 to apply, nothing was changed');
    expect((await run('migrate', '--storage', `chdb:${join(folder, 'ch')}`)).exitCode).toBe(2);
  });

  it('answer as a table with bars, and as JSON with the source beside it', async () => {
    const table = await run('query', 'stop-moments', '--film', film, '--storage', url);
    expect(table.stdout).toContain('0:01:00');
    expect(table.stdout).toContain('█');
    expect(table.stdout).toContain('live from chdb:');
    const json = await run('query', 'viewer-history', '--user', viewer, '--json', '--storage', url);
    expect(JSON.parse(json.stdout)).toMatchObject([{ film_id: film, max_position_s: 65 }]);
    expect(json.stderr).toContain('live from chdb:');
  });

  it.each([
    [['stop-moments'], '--film: stop-moments needs it'],
    [['stop-moments', '--film', 'x'], 'film_id is "x"; it must be a UUID'],
    [['resume-point', '--limit', '3'], '--film: resume-point needs it'],
    [['viewer-history', '--user', viewer, '--source', 'cached'], 'the film table does not answer'],
  ])('refuse %j in one line', async (args, message) => {
    const ended = await run('query', ...args, '--storage', url);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
  });

  it('do not make a folder that is not there', async () => {
    const ended = await run('query', 'completion-by-genre', '--storage', `chdb:${folder}/none`);
    expect(ended).toMatchObject({ exitCode: 2 });
    expect(ended.stderr).toContain('does not exist');
  });

  it('check the rollups, and erase a viewer with a count of what is left', async () => {
    const check = await run('rollups', 'check', '--storage', url);
    expect(check).toMatchObject({ exitCode: 0 });
    expect(check.stdout).toContain('the rollups say what the marks say');
    const forgotten = await run('forget', '--user', viewer, '--storage', url);
    expect(forgotten).toMatchObject({ exitCode: 0 });
    expect(forgotten.stdout).toContain('view_marks: 1 rows before, 0 rows left');
    expect((await run('forget', '--user', 'me', '--storage', url)).exitCode).toBe(2);
  });
});
