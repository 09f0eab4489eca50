import { describe, expect, it } from 'vitest';
import { containerArguments } from './docker-broker';
import { findKafka } from './find-kafka';
import { javaMajorVersion } from './java';

describe('finding a Kafka', () => {
  it('takes the brokers of KAFKA_BROKERS before anything else', () => {
    const source = findKafka({ env: { KAFKA_BROKERS: 'a:1, b:2', PATH: '' } });
    expect(source).toEqual({ kind: 'external', brokers: ['a:1', 'b:2'] });
  });

  it('says why there is none when neither Java nor Docker runs', () => {
    const source = findKafka({ env: { PATH: '/nonexistent' } });
    expect(source).toEqual({
      kind: 'none',
      reason: 'no Kafka: KAFKA_BROKERS is not set; java does not run; Docker does not answer',
    });
  });

  it('does not offer an external broker to a test that must kill its own', () => {
    const env = { KAFKA_BROKERS: 'a:1', PATH: '/nonexistent' };
    const source = findKafka({ ownBroker: true, env });
    expect(source).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('KAFKA_BROKERS is not used here') as string,
    });
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_412"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['command not found', undefined],
  ])('reads the major version of %j as %s', (text, major) => {
    expect(javaMajorVersion(text)).toBe(major);
  });

  it('hands broker settings to the image as its environment variables', () => {
    const args = containerArguments('name', { clientPort: 20_001, controllerPort: 20_002 });
    expect(args).toContain('127.0.0.1:20001:20001');
    expect(args).toContain('KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:20001');
    expect(args).toContain('KAFKA_AUTO_CREATE_TOPICS_ENABLE=false');
  });
});
