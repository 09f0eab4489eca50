import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { parseEtlConfig } from './etl-config';

const REQUIRED = { ETL_STORAGE: 'http://user:secret@host/db', KAFKA_BROKERS: 'a:9092,b:9092' };

describe('The configuration of the ETL', () => {
  it('needs a storage and brokers, and has a default for everything else', () => {
    expect(parseEtlConfig(REQUIRED)).toMatchObject({
      shards: ['http://user:secret@host/db'],
      source: { brokers: ['a:9092', 'b:9092'], groupId: 'viewmarks-etl', topic: 'view-marks' },
      promoted: { file: 'etl/promoted.json', isRequired: false },
    });
  });

  it('gives up an insert before the session is over', () => {
    const { delivery } = parseEtlConfig({ ...REQUIRED, ETL_SESSION_TIMEOUT_MS: '9000' });
    expect(delivery.insertDeadlineMs).toBe(6000);
    expect(() =>
      parseEtlConfig({
        ...REQUIRED,
        ETL_SESSION_TIMEOUT_MS: '9000',
        ETL_INSERT_DEADLINE_MS: '9000',
      }),
    ).toThrow(/^ETL_INSERT_DEADLINE_MS: /);
  });

  it.each([
    ['ETL_STORAGE', { ETL_STORAGE: '' }],
    ['ETL_STORAGE', { ETL_STORAGE: 'oracle://user:secret@host/db' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'no port' }],
    ['ETL_BATCH_ROWS', { ETL_BATCH_ROWS: '0' }],
    ['ETL_READER', { ETL_READER: 'fast' }],
    ['KAFKA_SASL_PASSWORD', { KAFKA_SASL_PASSWORD: 'secret' }],
    ['KAFKA_SASL_USERNAME', { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_PASSWORD: 'secret' }],
    ['KAFKA_TLS_CA', { KAFKA_TLS_CA: 'pem' }],
    ['KAFKA_SASL_PASSWORD_FILE', { KAFKA_SASL_PASSWORD_FILE: '/no/such/file' }],
  ])('refuses a bad %s in one line that tells no secret', (name, bad) => {
    const parse = () => parseEtlConfig({ ...REQUIRED, ...bad });
    expect(parse).toThrow(BadInputError);
    expect(parse).toThrow(new RegExp(`^${name}: [^\\n]+$`));
    expect(parse).not.toThrow(/secret/);
  });
});
