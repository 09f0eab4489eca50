import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as chdb from 'chdb';
import type { Attack } from '../attack';
import type { ReviewBatch, ReviewSink } from '../input/reviews';
import { productScores, type ProductScores, type ScoresByProduct } from '../scores';

const SQL = {
  create: readSql('create'),
  insertBatch: readSql('insert-batch'),
  scores: readSql('scores'),
} as const;

/** The name by which insert-batch.sql reads a batch. */
const BATCH_TABLE = 'review_batch';

function readSql(name: string): string {
  return readFileSync(join(__dirname, `${name}.sql`), 'utf8');
}

type Engine = typeof chdb;
type ArrowOptions = NonNullable<Parameters<Engine['registerArrowTable']>[2]>;

/**
 * chdb 3.4.0 looks for the connection under `_handle`, where its own Session has none; without it
 * the table would be registered with another session.
 */
function arrowOptions(session: chdb.Session): ArrowOptions {
  return { session: { _handle: session.connection } } as unknown as ArrowOptions;
}

/**
 * Embedded ClickHouse with a data directory of its own in the system's temporary folder. Reviews
 * are handed over as Arrow columns, without a copy, and kept on disk: memory does not grow with them.
 *
 * One at a time in a process (chdb's limit). Not usable after an error: close it.
 */
export class ClickHouseEngine implements ReviewSink {
  readonly description: string;
  readonly #session: chdb.Session;
  #inserted = 0;

  private constructor(
    private readonly chdb: Engine,
    private readonly folder: string,
  ) {
    this.#session = new chdb.Session(folder);
    const version = this.#session.query('SELECT version()', 'TabSeparated').trim();
    this.description = `ClickHouse ${version} (embedded)`;
    this.#session.query(SQL.create);
  }

  static async open(): Promise<ClickHouseEngine> {
    // The package names only a part of its functions where it is imported; all are in its default.
    const { default: engine } = await import('chdb');
    return new ClickHouseEngine(engine, mkdtempSync(join(tmpdir(), 'viewmarks-ratings-')));
  }

  async insert(batch: ReviewBatch): Promise<void> {
    const { rows } = batch;
    const table = this.chdb.registerArrowTable(
      BATCH_TABLE,
      [
        { name: 'product', type: 'Int32', data: batch.product.subarray(0, rows) },
        { name: 'stars', type: 'Float64', data: batch.stars.subarray(0, rows) },
        { name: 'helpful_yes', type: 'Int32', data: batch.helpfulYes.subarray(0, rows) },
        { name: 'helpful_no', type: 'Int32', data: batch.helpfulNo.subarray(0, rows) },
      ],
      arrowOptions(this.#session),
    );
    try {
      await this.#session.queryAsync(SQL.insertBatch);
    } finally {
      table.close();
    }
    this.#inserted += rows;
  }

  /**
   * @param products how many products the catalogue has
   * @param priorReviews weight of the prior, in reviews of weight 1
   * @throws Error when the engine does not have every review that it was given
   */
  async scores(products: number, priorReviews: number, attack: Attack): Promise<ScoresByProduct> {
    const result = await this.#session.queryBindAsync(
      SQL.scores,
      {
        prior_reviews: priorReviews,
        fake_reviews: attack.fakeReviews,
        fake_stars: attack.fakeStars,
        fake_yes: attack.fakeYes,
        fake_no: attack.fakeNo,
        down_votes: attack.downVotes,
        down_voted_from: attack.downVotedFrom,
        down_voted_to: attack.downVotedTo,
      },
      { format: 'JSONCompactEachRow' },
    );
    const scores = new Array<ProductScores | null>(products).fill(null);
    let reviews = 0;
    for (const line of result.text().split('\n')) {
      if (line === '') continue;
      const [product, ...numbers] = JSON.parse(line) as number[];
      scores[product!] = productScores(numbers);
      reviews += scores[product!]!.reviews - attack.fakeReviews;
    }
    if (reviews !== this.#inserted) {
      throw new Error(`ClickHouse has ${reviews} of the ${this.#inserted} reviews it was given`);
    }
    return scores;
  }

  /** Also removes the data. */
  close(): void {
    this.#session.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
