import { fieldText } from '../csv/csv-field';
import { FIELD, type RecordScanner } from '../csv/record-scanner';
import { shown } from './bad-record';
import type { CheckedFile } from './checked-file';
import type { Header } from './header';
import type { ProductIndex } from './product-index';
import { RecordReader, type FoundProblem, type InputFile } from './record-reader';
import { BAD_VOTES, parseStars, parseVotes } from './review-number';

/** Reviews as columns: every array has room for {@link BATCH_ROWS}, the first `rows` are filled. */
export interface ReviewBatch {
  rows: number;
  /** Number of the product in its catalogue. */
  readonly product: Int32Array;
  /** 1 to 5. */
  readonly stars: Float64Array;
  readonly helpfulYes: Int32Array;
  readonly helpfulNo: Int32Array;
}

export const BATCH_ROWS = 1 << 18;

/** Where checked reviews go. */
export interface ReviewSink {
  /** Takes the batch's rows; the batch is used again once the promise is settled. */
  insert(batch: ReviewBatch): Promise<void>;
}

export interface ReviewsRead {
  readonly reviews: number;
  readonly file: CheckedFile;
}

const REQUIRED = ['brand', 'key', 'stars', 'helpful_yes', 'helpful_no'];

function allocateBatch(): ReviewBatch {
  return {
    rows: 0,
    product: new Int32Array(BATCH_ROWS),
    stars: new Float64Array(BATCH_ROWS),
    helpfulYes: new Int32Array(BATCH_ROWS),
    helpfulNo: new Int32Array(BATCH_ROWS),
  };
}

class ReviewReader extends RecordReader {
  reviews = 0;
  #brand = 0;
  #key = 0;
  #stars = 0;
  #yes = 0;
  #no = 0;
  // Two batches: one is filled while the sink takes the other.
  #filling = allocateBatch();
  #handedOn = allocateBatch();
  #inserting: Promise<void> = Promise.resolve();

  constructor(
    input: InputFile,
    private readonly index: ProductIndex,
    private readonly sink: ReviewSink,
  ) {
    super(input, REQUIRED);
  }

  protected override start(header: Header): void {
    this.#brand = header.indexOf('brand');
    this.#key = header.indexOf('key');
    this.#stars = header.indexOf('stars');
    this.#yes = header.indexOf('helpful_yes');
    this.#no = header.indexOf('helpful_no');
  }

  protected override isFull(): boolean {
    return this.#filling.rows === BATCH_ROWS;
  }

  protected override accept(record: RecordScanner): FoundProblem | null {
    const { bytes, fieldStart, fieldEnd } = record;
    const product = this.#productOf(record);
    if (product < 0) return this.#unknownProduct(record);
    const stars = parseStars(bytes, fieldStart[this.#stars]!, fieldEnd[this.#stars]!);
    if (!(stars >= 1 && stars <= 5)) return this.#badStars(record, stars);
    const yes = parseVotes(bytes, fieldStart[this.#yes]!, fieldEnd[this.#yes]!);
    if (yes < 0) return badVotes(record, this.#yes, yes);
    const no = parseVotes(bytes, fieldStart[this.#no]!, fieldEnd[this.#no]!);
    if (no < 0) return badVotes(record, this.#no, no);
    const batch = this.#filling;
    const { rows } = batch;
    batch.product[rows] = product;
    batch.stars[rows] = stars;
    batch.helpfulYes[rows] = yes;
    batch.helpfulNo[rows] = no;
    batch.rows = rows + 1;
    this.reviews += 1;
    return null;
  }

  override async drain(): Promise<void> {
    await super.drain();
    if (this.isFull()) await this.#handOn();
  }

  /** Hands on what is left and waits until the sink has taken everything. */
  async finish(): Promise<void> {
    if (this.#filling.rows > 0) await this.#handOn();
    await this.#inserting;
  }

  /** Waits until the sink is done with the batch it has, whether it took it or not. */
  async settle(): Promise<void> {
    await this.#inserting.catch(() => undefined);
  }

  async #handOn(): Promise<void> {
    await this.#inserting;
    [this.#filling, this.#handedOn] = [this.#handedOn, this.#filling];
    this.#filling.rows = 0;
    this.#inserting = this.sink.insert(this.#handedOn);
    // It is awaited later; until then a failure must not count as unhandled.
    this.#inserting.catch(() => undefined);
  }

  #productOf(record: RecordScanner): number {
    const { bytes, fieldStart, fieldEnd, fieldForm } = record;
    if (fieldForm[this.#brand] === FIELD.doubled || fieldForm[this.#key] === FIELD.doubled) {
      const brand = Buffer.from(fieldText(record, this.#brand));
      const key = Buffer.from(fieldText(record, this.#key));
      return this.index.find(brand, 0, brand.length, key, 0, key.length);
    }
    return this.index.find(
      bytes,
      fieldStart[this.#brand]!,
      fieldEnd[this.#brand]!,
      bytes,
      fieldStart[this.#key]!,
      fieldEnd[this.#key]!,
    );
  }

  #unknownProduct(record: RecordScanner): FoundProblem {
    const brand = fieldText(record, this.#brand);
    const key = fieldText(record, this.#key);
    if (brand === '' || key === '') {
      const field = brand === '' ? this.#brand : this.#key;
      return { problem: 'empty-key', field, reason: 'the field is empty' };
    }
    return {
      problem: 'unknown-product',
      field: this.#key,
      reason: `brand ${shown(brand)} has no product with key ${shown(key)} in the products file`,
    };
  }

  #badStars(record: RecordScanner, stars: number): FoundProblem {
    const text = shown(fieldText(record, this.#stars));
    return Number.isNaN(stars)
      ? { problem: 'stars-not-a-number', field: this.#stars, reason: `${text} is not a number` }
      : { problem: 'stars-out-of-range', field: this.#stars, reason: `${text} is not 1 to 5` };
  }
}

function badVotes(record: RecordScanner, field: number, code: number): FoundProblem {
  const text = shown(fieldText(record, field));
  switch (code) {
    case BAD_VOTES.negative:
      return { problem: 'votes-negative', field, reason: `${text} is negative` };
    case BAD_VOTES.tooMany:
      return { problem: 'votes-too-many', field, reason: `${text} is too large` };
    default:
      return {
        problem: 'votes-not-a-number',
        field,
        reason: `${text} is not a whole number`,
      };
  }
}

/**
 * Checks a reviews file in one pass and hands its reviews to `sink` in batches; memory does not
 * grow with the file. Columns brand, key, stars, helpful_yes and helpful_no are found by name.
 *
 * @throws BadInputError for a file without these columns; for the first bad record where
 *   `input.badRecords` is strict; whatever the sink rejects with
 */
export async function readReviews(
  input: InputFile,
  index: ProductIndex,
  sink: ReviewSink,
): Promise<ReviewsRead> {
  const reader = new ReviewReader(input, index, sink);
  try {
    const file = await reader.read();
    await reader.finish();
    return { reviews: reader.reviews, file };
  } finally {
    await reader.settle();
  }
}
