import { describe, expect, it } from 'vitest';
import { StorageError } from './storage-error';
import { parseStorageUrl, redactStorageUrl, STORAGE_URL_FORMS } from './storage-url';

describe('A storage URL', () => {
  it.each([
    ['chdb:./data/ch', { scheme: 'chdb', path: './data/ch', database: 'default' }],
    ['chdb:/data/ch?database=marks', { scheme: 'chdb', path: '/data/ch', database: 'marks' }],
    ['duckdb:/abs/d.db', { scheme: 'duckdb', path: '/abs/d.db' }],
    ['null:', { scheme: 'null' }],
    [
      'http://u:p%40w@host:8124/marks?compression=1',
      {
        scheme: 'http',
        host: 'host',
        port: 8124,
        user: 'u',
        password: 'p@w',
        database: 'marks',
        options: { compression: '1' },
      },
    ],
    [
      'https://host',
      {
        scheme: 'https',
        host: 'host',
        port: 8443,
        user: 'default',
        password: '',
        database: 'default',
        options: {},
      },
    ],
    ['http://host:80/d', { scheme: 'http', port: 80 }],
    ['vertica://u:p@[::1]:5434/d', { scheme: 'vertica', host: '[::1]', port: 5434, database: 'd' }],
    ['vertica://h/d', { scheme: 'vertica', port: 5433, user: 'dbadmin' }],
  ])('%s names its parts', (text, parts) => {
    expect(parseStorageUrl(text)).toMatchObject(parts);
  });

  it.each([
    ['', 'it names no engine'],
    ['mongodb://host/d', 'unknown engine "mongodb"'],
    ['chdb:', 'the path is missing'],
    ['chdb:?database=marks', 'the path is missing'],
    ['chdb:/data/ch?database=', 'the database is missing'],
    ['duckdb:', 'the path is missing'],
    ['vertica://host', 'the database is missing'],
    ['http://host/a/b', 'the path is more than one database name'],
    ['http://:99999999/', 'Invalid URL'],
    ['null:x', 'unknown engine "null"'],
    ['/data/ch', 'it names no engine'],
  ])('%j is refused: %s', (text, problem) => {
    const attempt = (): unknown => parseStorageUrl(text);
    expect(attempt).toThrow(StorageError);
    expect(attempt).toThrow(problem);
    expect(attempt).toThrow(STORAGE_URL_FORMS);
  });

  it('never shows its password', () => {
    expect(redactStorageUrl('http://u:secret@host/d')).toBe('http://u:***@host/d');
    expect(redactStorageUrl('vertica://u:se:cr/et@host/d')).not.toContain('cr/et');
    expect(() => parseStorageUrl('http://u:secret@host:x/d')).toThrow(/\*\*\*/);
  });
});
