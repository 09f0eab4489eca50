/**
 * The double as a process of its own, so that a benchmark measures the client alone.
 *
 * Takes its options as JSON in the first argument, prints one line of JSON with `host`, `port` and
 * `url` when it is ready, and ends when its standard input ends.
 */
import { startVerticaDouble, type VerticaDoubleOptions } from '.';

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as VerticaDoubleOptions;
  const double = await startVerticaDouble(options);
  const { host, port, url } = double;
  process.stdout.write(`${JSON.stringify({ host, port, url })}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => {
    void double.stop();
  });
}

void main();
