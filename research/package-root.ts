import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with this package's package.json, which is further up from compiled code than from source. */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
