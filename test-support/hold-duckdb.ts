/** A program that opens the DuckDB file it is given, says `open` or the error's code, and waits to be killed. */
import { StorageError } from '../loaders';
import { openDuckDb } from '../loaders/duckdb';

openDuckDb({ scheme: 'duckdb', path: process.argv[2]! }).then(
  () => {
    process.stdout.write('open\n');
    setInterval(() => undefined, 60_000);
  },
  (error: unknown) => {
    process.stdout.write(`${error instanceof StorageError ? error.code : String(error)}\n`);
  },
);
