// The compiler copies no SQL; compiled code reads it from beside itself.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const schemas = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../dist/schemas/', import.meta.url));

cpSync(schemas, target, {
  recursive: true,
  filter: (source) => !/\.(ts|mjs)$/.test(source),
});
