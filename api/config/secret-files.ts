import { readFileSync } from 'node:fs';
import { BadInputError } from '../../errors';

/** Variables whose value may stand in a file that `NAME_FILE` names, as Docker mounts secrets. */
export const FILE_VARIABLES = [
  'JWT_SECRET',
  'JWT_PUBLIC_KEY',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_TLS_CA',
] as const;

/**
 * The environment with the contents of the files that `NAME_FILE` variables name; a line break at
 * the end of a file, which most editors write, is not part of the value.
 *
 * @throws BadInputError when a file cannot be read, or when both forms are set
 */
export function readSecretFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const filled = { ...env };
  for (const name of FILE_VARIABLES) {
    const fileVariable = `${name}_FILE`;
    const path = env[fileVariable];
    if (path === undefined || path === '') continue;
    if (env[name] !== undefined && env[name] !== '') {
      throw new BadInputError(fileVariable, `${name} is set as well`, 'set one of the two');
    }
    try {
      filled[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (cause) {
      throw new BadInputError(
        fileVariable,
        `${JSON.stringify(path)} cannot be read`,
        'name a file that this user may read',
        { cause },
      );
    }
  }
  return filled;
}
