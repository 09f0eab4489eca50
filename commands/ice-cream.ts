import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command } from 'commander';
import {
  type IceCreamOptions,
  iceCreamProducts,
  productsCsv,
  reviewsCsv,
} from '../generators/ice-cream';
import { wholeNumber } from './number-option';
import { openFileTarget, type OutputTarget } from './output-target';
import { startProgress } from './progress';
import { runCommand } from './run-command';

interface IceCreamFlags {
  readonly products: number;
  readonly reviews: number;
  readonly seed: number;
  readonly out: string;
  readonly force?: true;
}

const program = new Command('ice-cream')
  .description(
    'Writes products.csv and reviews.csv of invented ice cream, for npm run ratings: the same files\n' +
      'for the same flags.',
  )
  .requiredOption('--out <dir>', 'folder for the two files')
  .option('--products <n>', 'flavours', wholeNumber('--products', 1, 1_000_000), 240)
  .option('--reviews <n>', 'reviews', wholeNumber('--reviews', 0, 1_000_000_000), 20_000)
  .option('--seed <n>', 'another seed, other data', wholeNumber('--seed', 0, 2 ** 32 - 1), 1)
  .option('--force', 'replace files that are there');

async function writeAll(
  target: OutputTarget,
  pieces: Iterable<string | Buffer>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    await target.write(bytes);
    onBytes(bytes.length);
    // A write that ends at once gives signals no turn.
    await nextTurn(undefined, { signal });
  }
}

/** What a generated review takes on average, for the progress bar only. */
const BYTES_PER_REVIEW = 202;

void runCommand(program, async ({ signal }) => {
  const { out, force = false, ...options } = program.opts<IceCreamFlags>();
  const spec: IceCreamOptions = options;
  await mkdir(out, { recursive: true });
  const targets: OutputTarget[] = [];
  const progress = startProgress('ice-cream', options.reviews * BYTES_PER_REVIEW, {
    unit: 'bytes',
  });
  try {
    for (const name of ['products.csv', 'reviews.csv']) {
      targets.push(await openFileTarget('--out', join(out, name), force));
    }
    const products = iceCreamProducts(spec);
    await writeAll(targets[0]!, productsCsv(products), signal);
    await writeAll(targets[1]!, reviewsCsv(products, spec), signal, (bytes) => {
      progress.advance(bytes);
    });
    for (const target of targets) await target.finish();
  } catch (error) {
    for (const target of targets) await target.discard();
    throw error;
  } finally {
    progress.stop();
  }
  process.stdout.write(`${options.products} products, ${options.reviews} reviews in ${out}\n`);
});
