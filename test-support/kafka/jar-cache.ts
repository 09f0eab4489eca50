import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The broker's version; with another one, jars.sha256 has to be made anew (see fetch.ts). */
export const KAFKA_VERSION = '4.4.0';

const REPOSITORY_ROOT = join(__dirname, '..', '..');

/** Where the jars are kept between runs. */
export const JAR_FOLDER = join(REPOSITORY_ROOT, '.cache', 'kafka', KAFKA_VERSION);

const HASHES_FILE = join(__dirname, 'jars.sha256');

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The pinned hash of every jar by file name, from lines as `sha256sum` writes them. */
function pinnedHashes(): ReadonlyMap<string, string> {
  const lines = readFileSync(HASHES_FILE, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line): [string, string] => {
      const [hash = '', name = ''] = line.split(/\s+/);
      return [name, hash];
    }),
  );
}

/**
 * Compares a folder of jars with jars.sha256.
 *
 * @returns undefined when they are the same, else what is wrong in one line
 */
export function jarFault(folder: string): string | undefined {
  const pinned = pinnedHashes();
  let present: readonly string[];
  try {
    present = readdirSync(folder);
  } catch {
    return `${folder} does not exist`;
  }
  const stranger = present.find((name) => !pinned.has(name));
  if (stranger !== undefined) return `${stranger} is not in jars.sha256`;
  for (const [name, hash] of pinned) {
    if (!present.includes(name)) return `${name} is missing`;
    if (sha256(join(folder, name)) !== hash) return `${name} has another SHA-256`;
  }
  return undefined;
}

function mavenCopy(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const maven = spawn(
      'mvn',
      [
        ...['-q', '-B', '-f', join(__dirname, 'pom.xml')],
        `-Dkafka.version=${KAFKA_VERSION}`,
        `-DoutputDirectory=${folder}`,
        '-DincludeScope=runtime',
        'dependency:copy-dependencies',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    const keepEnd = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-2_000);
    };
    maven.stdout.on('data', keepEnd);
    maven.stderr.on('data', keepEnd);
    maven.once('error', (cause) => {
      reject(new Error('the Kafka jars need Maven, and mvn does not run', { cause }));
    });
    maven.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Maven could not fetch the Kafka jars:\n${output}`));
    });
  });
}

/**
 * The folder of the verified jars; fetches them once, by Maven.
 *
 * @param tell gets a line when a fetch begins and one when it ended
 * @throws Error when Maven fails, or when a jar is not the pinned one
 */
export async function ensureKafkaJars(tell: (line: string) => void): Promise<string> {
  if (jarFault(JAR_FOLDER) === undefined) return JAR_FOLDER;
  const started = performance.now();
  tell(`fetching the jars of Kafka ${KAFKA_VERSION} (45 files, 43 MB) by Maven`);
  // Suites of several processes may fetch at the same time: each into a folder of its own.
  const folder = `${JAR_FOLDER}.${randomUUID()}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    await mavenCopy(folder);
    const fault = jarFault(folder);
    if (fault !== undefined) throw new Error(`the fetched Kafka jars were refused: ${fault}`);
    // Another process may have put the same jars there meanwhile, and a broker may run from them.
    if (jarFault(JAR_FOLDER) !== undefined) {
      await rm(JAR_FOLDER, { recursive: true, force: true });
      await rename(folder, JAR_FOLDER);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  tell(`fetched them in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return JAR_FOLDER;
}
