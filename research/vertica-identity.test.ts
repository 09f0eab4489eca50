import { describe, expect, it } from 'vitest';
import { isVertica, reasonNotToRecord } from './vertica-identity';

const SERVER = {
  engine: 'vertica',
  engineVersion: 'Vertica Analytic Database v24.1.0-0',
  client: 'vertica-nodejs 1.1.4',
  url: 'vertica://dbadmin:***@host:5433/db',
};

const OTHER = {
  engine: 'clickhouse',
  engineVersion: '26.7.1.1',
  client: '@clickhouse/client 1.23.1',
  url: 'http://host:8123/db',
};

describe('Vertica figures', () => {
  it('are recorded of a server, and other engines are none of this', () => {
    expect(isVertica(SERVER)).toBe(true);
    expect(reasonNotToRecord(SERVER)).toBeUndefined();
    expect(isVertica(OTHER)).toBe(false);
    expect(reasonNotToRecord(OTHER)).toBeUndefined();
  });

  it.each([
    ['TEST DOUBLE 1.0 of the Vertica wire protocol, not Vertica (DuckDB behind it)', /test double/],
    ['Vertica Analytic Database v24.1.0-0 (TEST DOUBLE)', /test double/],
    ['Vertica Analytic Database test double', /test double/],
    ['PostgreSQL 17.2 on x86_64', /no Vertica server/],
    ['my Vertica Analytic Database v24.1.0-0', /no Vertica server/],
    [' Vertica Analytic Database v24.1.0-0', /no Vertica server/],
    ['vertica analytic database v24', /no Vertica server/],
    ['', /no Vertica server/],
    ['undefined', /no Vertica server/],
  ])('are not recorded of a server whose version is %j', (engineVersion, reason) => {
    expect(reasonNotToRecord({ ...SERVER, engineVersion })).toMatch(reason);
  });

  it.each([
    { ...OTHER, engineVersion: SERVER.engineVersion },
    { ...OTHER, client: SERVER.client },
    { ...OTHER, url: SERVER.url },
    { ...OTHER, url: ` ${SERVER.url.toUpperCase()}` },
    { ...OTHER, engine: 'VERTICA' },
    { ...OTHER, engine: 'my-vertica-25' },
  ])('stay Vertica figures under another label: %j', (identity) => {
    expect(isVertica(identity)).toBe(true);
  });
});
