import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { describeVariables, parseApiConfig } from './index';

const REQUIRED = {
  KAFKA_BROKERS: 'a:9092, b:9092',
  JWT_SECRET: 'a secret of the auth service, 32+ bytes',
};

function fieldOf(env: NodeJS.ProcessEnv): string {
  try {
    parseApiConfig(env);
  } catch (error) {
    if (error instanceof BadInputError) {
      expect(error.message).not.toContain('\n');
      return error.field;
    }
    throw error;
  }
  return 'nothing was refused';
}

describe('the configuration of the API', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-config-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has a default for all but the brokers and the key', () => {
    const config = parseApiConfig(REQUIRED);
    expect(config.kafka.brokers).toEqual(['a:9092', 'b:9092']);
    expect(config.kafka.topic).toBe('view-marks');
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8080, corsOrigins: [] });
  });

  it('cannot be changed once it was parsed', () => {
    const config = parseApiConfig(REQUIRED);
    expect(() => {
      (config.http as { port: number }).port = 1;
    }).toThrow(TypeError);
    expect(() => {
      (config.kafka.brokers as string[]).push('c:9092');
    }).toThrow(TypeError);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parseApiConfig({ ...REQUIRED, API_PORT: '' }).http.port).toBe(8080);
    expect(fieldOf({ ...REQUIRED, KAFKA_BROKERS: '' })).toBe('KAFKA_BROKERS');
  });

  it.each([
    [{ KAFKA_BROKERS: undefined }, 'KAFKA_BROKERS'],
    [{ KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS'],
    [{ JWT_SECRET: undefined }, 'JWT_SECRET'],
    [{ API_PORT: '65536' }, 'API_PORT'],
    [{ API_PORT: '80.5' }, 'API_PORT'],
    [{ API_PORT: '0x50' }, 'API_PORT'],
    [{ API_DOCS: 'yes' }, 'API_DOCS'],
    [{ API_CORS_ORIGINS: '*' }, 'API_CORS_ORIGINS'],
    [{ API_CORS_ORIGINS: 'https://films.example/path' }, 'API_CORS_ORIGINS'],
    [{ JWT_ALGORITHM: 'none' }, 'JWT_ALGORITHM'],
    [{ JWT_ALGORITHM: 'RS256' }, 'JWT_SECRET'],
    [{ JWT_ALGORITHM: 'RS256', JWT_SECRET: undefined }, 'JWT_PUBLIC_KEY'],
    [{ JWT_PUBLIC_KEY: 'x' }, 'JWT_PUBLIC_KEY'],
    [{ JWT_JWKS_URL: 'file:///etc/keys' }, 'JWT_JWKS_URL'],
    [{ KAFKA_SASL_MECHANISM: 'PLAIN' }, 'KAFKA_SASL_USERNAME'],
    [{ KAFKA_SASL_PASSWORD: 'x' }, 'KAFKA_SASL_PASSWORD'],
    [{ KAFKA_TLS_CA: 'x' }, 'KAFKA_TLS_CA'],
    [{ PRODUCE_ATTEMPT_MS: '3001' }, 'PRODUCE_ATTEMPT_MS'],
    [{ NODE_ENV: 'production', JWT_SECRET: `dev-only-${'x'.repeat(40)}` }, 'JWT_SECRET'],
    [{ JWT_SECRET_FILE: '/nonexistent', JWT_SECRET: undefined }, 'JWT_SECRET_FILE'],
    [{ JWT_SECRET_FILE: '/nonexistent' }, 'JWT_SECRET_FILE'],
  ])('refuses %j and names %s', (change, field) => {
    expect(fieldOf({ ...REQUIRED, ...change })).toBe(field);
  });

  it('reads a secret from the file that NAME_FILE names, without its last line break', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'a secret with a space \n');
    const { tokens } = parseApiConfig({ KAFKA_BROKERS: 'a:1', JWT_SECRET_FILE: file });
    expect(tokens.key).toEqual({ kind: 'secret', secret: 'a secret with a space ' });
  });

  it('never repeats a secret in an error', () => {
    const secret = 'do-not-print-me';
    for (const change of [
      { JWT_ALGORITHM: 'ES256', JWT_SECRET: secret },
      { KAFKA_SASL_PASSWORD: secret },
      { NODE_ENV: 'production', JWT_SECRET: `dev-only-${secret}` },
    ]) {
      expect(() => parseApiConfig({ ...REQUIRED, ...change })).toThrow(BadInputError);
      expect(() => parseApiConfig({ ...REQUIRED, ...change })).not.toThrow(secret);
    }
  });

  it('describes every variable for the help text', () => {
    const variables = describeVariables();
    expect(variables.length).toBeGreaterThan(30);
    expect(variables.filter(({ about }) => about === '')).toEqual([]);
    expect(variables.find(({ name }) => name === 'API_PORT')?.defaultValue).toBe('8080');
    expect(variables.find(({ name }) => name === 'KAFKA_BROKERS')?.defaultValue).toBeUndefined();
  });
});
