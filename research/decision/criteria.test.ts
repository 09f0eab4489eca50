import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { describe, expect, it } from 'vitest';
import { HttpStorage } from '../../loaders/clickhouse/http/http-storage';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { criteriaFile, readCriteria } from './criteria';

type Json = Record<string, unknown>;

function changed(change: (criteria: Json) => void): string {
  const criteria = JSON.parse(readFileSync(criteriaFile(), 'utf8')) as Json;
  change(criteria);
  const file = join(temporaryFolder(), 'criteria.json');
  writeFileSync(file, JSON.stringify(criteria));
  return file;
}

describe('The criteria', () => {
  it('hold what the issue asks for as gates', () => {
    const { gates } = readCriteria().criteria;
    expect(gates.aggregatesUnderLoad.limitMs).toBe(10_000);
    expect(gates.sustainedPeak.marksPerSecond).toBe(4_200);
    expect(gates.sustainedPeak.headroom).toBeGreaterThan(1);
  });

  it('let no embedded engine be a production option', () => {
    const options = readCriteria().criteria.options;
    expect(options.map(({ id, role }) => [id, role])).toEqual([
      ['clickhouse', 'production'],
      ['vertica', 'production'],
      ['duckdb', 'reference'],
    ]);
  });

  it("name the formats of ClickHouse's loader in production as the loader does", async () => {
    const { production } = readCriteria().criteria.options.find(({ id }) => id === 'clickhouse')!;
    const client = createClient({ url: 'http://127.0.0.1:9' });
    try {
      const identity = {
        engine: 'clickhouse',
        engineVersion: '0',
        transport: 'http',
        client: '',
        url: '',
        settings: {},
      } as const;
      expect(production?.formats).toEqual(new HttpStorage(client, {}, identity).formats);
    } finally {
      await client.close();
    }
  });

  it('that are not there are one line', () => {
    expect(() => readCriteria('/nowhere/criteria.json')).toThrow(
      '/nowhere/criteria.json: cannot be read (ENOENT); ',
    );
  });

  it.each<[string, (criteria: Json) => void]>([
    [
      'gates.sustainedPeak.headroom',
      (c) => Object.assign((c.gates as Json).sustainedPeak as Json, { headroom: 0 }),
    ],
    [
      'scores',
      (c) => {
        c.scores = [...(c.scores as Json[]), (c.scores as Json[])[0]];
      },
    ],
    [
      'options',
      (c) => {
        c.options = [...(c.options as Json[]), (c.options as Json[])[0]];
      },
    ],
    [
      'options.2.because',
      (c) => {
        (c.options as Json[])[2]!.because = null;
      },
    ],
    [
      'options.2.production',
      (c) => {
        (c.options as Json[])[2]!.production = { transport: 'http', formats: ['x'] };
      },
    ],
    [
      'question',
      (c) => {
        delete c.question;
      },
    ],
  ])('with a bad %s are refused by that name', (path, change) => {
    const file = changed(change);
    expect(() => readCriteria(file)).toThrow(`${file} at ${path}: `);
  });
});
