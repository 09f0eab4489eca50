import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The oldest Java on which a Kafka 4 broker runs. */
const OLDEST_JAVA = 17;

export type JavaFinding =
  | { readonly status: 'found'; readonly command: string }
  | { readonly status: 'missing'; readonly reason: string };

/** Major version from the text of `java -version`: 17 of `openjdk version "17.0.15"`; undefined where there is none. */
export function javaMajorVersion(text: string): number | undefined {
  const version = /version "(\d+)(?:\.(\d+))?/.exec(text);
  if (!version) return undefined;
  const major = Number(version[1]);
  return major === 1 ? Number(version[2]) : major;
}

/** Looks for a Java that can run the broker: in JAVA_HOME, then on the PATH. */
export function findJava(env: NodeJS.ProcessEnv): JavaFinding {
  const commands = [...(env.JAVA_HOME ? [join(env.JAVA_HOME, 'bin', 'java')] : []), 'java'];
  const reasons: string[] = [];
  for (const command of commands) {
    const ran = spawnSync(command, ['-version'], { env, timeout: 20_000, encoding: 'utf8' });
    if (ran.error || ran.status !== 0) {
      reasons.push(`${command} does not run`);
      continue;
    }
    const major = javaMajorVersion(ran.stderr + ran.stdout);
    if (major !== undefined && major >= OLDEST_JAVA) return { status: 'found', command };
    reasons.push(`${command} is version ${major ?? 'unknown'}, ${OLDEST_JAVA} or later is needed`);
  }
  return { status: 'missing', reason: reasons.join('; ') };
}
