import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { StorageError } from '../../loaders';
import { defaultTargets, targetsOf } from './storage-targets';

describe('The storages of a run', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-targets-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are both embedded engines and the client alone when none is named, and Vertica is missing', () => {
    const targets = defaultTargets('/t', undefined);
    expect(targets.map(({ name, data }) => [name, data.kind])).toEqual([
      ['clickhouse-embedded', 'temporary'],
      ['duckdb', 'temporary'],
      ['null', 'none'],
      ['vertica', 'missing'],
    ]);
    expect(targets.at(-1)!.data).toMatchObject({
      reason: 'no Vertica server (set VERTICA_URL)',
    });
    expect(defaultTargets('/t', '')).toEqual(targets);
  });

  it('have the Vertica server of VERTICA_URL among them', () => {
    const url = 'vertica://dbadmin:secret@host:5433/db';
    expect(defaultTargets('/t', url).at(-1)).toEqual({
      name: 'vertica',
      url,
      data: { kind: 'server' },
    });
    for (const wrong of ['duckdb:/tmp/x', 'postgres://u:secret@h/d', 'vertica']) {
      expect(() => defaultTargets('/t', wrong)).toThrow(BadInputError);
      expect(() => defaultTargets('/t', wrong)).toThrow(/^VERTICA_URL: /);
      expect(() => defaultTargets('/t', wrong)).not.toThrow('secret');
    }
    expect(() => defaultTargets('/t', 'vertica://host')).toThrow('the database is missing');
  });

  it('take vertica: for the server of VERTICA_URL, and for a line in the report without one', () => {
    const url = 'vertica://dbadmin:secret@host/db';
    const [server] = targetsOf('vertica:,null:', false, url);
    expect(server).toEqual({ name: 'vertica', url, data: { kind: 'server' } });
    const [missing] = targetsOf(' vertica: ,null:', false);
    expect(missing).toEqual(defaultTargets('/t', undefined).at(-1));
    expect(targetsOf(`vertica:,${url}2`, false, url).map(({ name }) => name)).toEqual([
      'vertica',
      'vertica-2',
    ]);
    expect(() => targetsOf(`vertica:,${url}`, false, url)).toThrow('named twice');
  });

  it('get short names that are unique in the run', () => {
    const targets = targetsOf(
      `http://a:8123/x, http://b:8123/x,chdb:${folder}/new,null:,vertica://v/db`,
      false,
    );
    expect(targets.map(({ name }) => name)).toEqual([
      'clickhouse-http',
      'clickhouse-http-2',
      'clickhouse-embedded',
      'null',
      'vertica',
    ]);
  });

  it('may not be named twice, also when two texts mean one path', () => {
    expect(() => targetsOf('null:,null:', false)).toThrow('named twice');
    expect(() => targetsOf(`duckdb:${folder}/a,duckdb:${folder}/b/../a`, false)).toThrow(
      'named twice',
    );
  });

  it('are refused when their path holds something, unless it may be overwritten', () => {
    mkdirSync(join(folder, 'documents'));
    writeFileSync(join(folder, 'documents', 'letter.txt'), 'dear');
    writeFileSync(join(folder, 'there.db'), 'something');
    for (const url of [`chdb:${folder}/documents`, `duckdb:${folder}/there.db`]) {
      expect(() => targetsOf(url, false)).toThrow(BadInputError);
      expect(() => targetsOf(url, false)).toThrow('--overwrite');
      expect(targetsOf(url, true)).toHaveLength(1);
    }
  });

  it('may be at a path that is missing or empty', () => {
    mkdirSync(join(folder, 'empty'));
    expect(targetsOf(`chdb:${folder}/empty,duckdb:${folder}/new.db`, false)).toHaveLength(2);
  });

  it.each(['', 'null:,', 'mysql://h/d', 'duckdb:'])(
    'are no storages when the list is %j',
    (text) => {
      expect(() => targetsOf(text, false)).toThrow(StorageError);
    },
  );

  it('do not show a password when they are refused', () => {
    const url = 'http://u:secret@h:8123/d';
    expect(() => targetsOf(`${url},${url}`, false)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') as string }),
    );
  });
});
