// The compiler copies neither SQL nor Python; compiled code reads them from beside itself.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

for (const folder of ['clickhouse', 'spark']) {
  cpSync(
    fileURLToPath(new URL(`${folder}/`, import.meta.url)),
    fileURLToPath(new URL(`../dist/ratings/${folder}/`, import.meta.url)),
    { recursive: true, filter: (source) => !/\.ts$|__pycache__/.test(source) },
  );
}
