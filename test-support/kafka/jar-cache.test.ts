import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeIf } from '../skipping';
import { JAR_FOLDER, ensureKafkaJars, jarFault } from './jar-cache';
import { findKafka } from './find-kafka';

const source = findKafka({ ownBroker: true });

describeIf(source.kind === 'java' || `no Java with Kafka jars here: ${source.kind}`)(
  'the jars of the broker',
  () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'viewmarks-jars-'));
      await cp(await ensureKafkaJars(() => undefined), folder, { recursive: true });
    }, 180_000);

    afterEach(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    it('are taken from the cache without another fetch', async () => {
      const told: string[] = [];
      expect(await ensureKafkaJars((line) => told.push(line))).toBe(JAR_FOLDER);
      expect(told).toEqual([]);
    });

    it('are accepted when every file has its pinned hash', () => {
      expect(jarFault(folder)).toBeUndefined();
    });

    it('are refused when one was altered', async () => {
      await writeFile(join(folder, 'kafka-clients-4.4.0.jar'), 'other bytes');
      expect(jarFault(folder)).toBe('kafka-clients-4.4.0.jar has another SHA-256');
    });

    it('are refused when one is missing', async () => {
      await rm(join(folder, 'kafka-clients-4.4.0.jar'));
      expect(jarFault(folder)).toBe('kafka-clients-4.4.0.jar is missing');
    });

    it('are refused when there is one more, since every jar there would be loaded', async () => {
      await writeFile(join(folder, 'zzz.jar'), '');
      expect(jarFault(folder)).toBe('zzz.jar is not in jars.sha256');
    });
  },
);
