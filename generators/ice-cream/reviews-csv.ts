import { Draws } from '../random-streams';
import { csvCell } from './csv';
import { iceCreamSpec, type IceCreamOptions, type IceCreamProduct } from './products';
import { drawTexts, type IceCreamTexts } from './texts';

const HEADER =
  'brand,key,author,date,stars,title,helpful_yes,helpful_no,text,taste,ingredients,texture,likes\n';
const CHUNK_BYTES = 1 << 18;
/** More than any one review can take. */
const LONGEST_REVIEW_BYTES = 1 << 13;
const REVIEW_TEXTS = 4_096;
const FIRST_DAY_MS = Date.UTC(2014, 0, 1);
const DAYS = 2_400;
const MS_PER_DAY = 86_400_000;
/** Slots of the table by which a random number becomes a product. */
const PRODUCT_SLOTS = 1 << 16;

/** Who writes a review; what differs is the stars, how many vote on it and how. */
interface Voice {
  /** Chance that anybody votes, and that each further person does. */
  readonly voteChance: number;
  /** Chance that a vote is `yes`. */
  readonly yesChance: number;
}

const VOICES = {
  detailed: { voteChance: 0.72, yesChance: 0.86 },
  fan: { voteChance: 0.25, yesChance: 0.6 },
  troll: { voteChance: 0.6, yesChance: 0.12 },
  campaign: { voteChance: 0.45, yesChance: 0.1 },
} as const satisfies Record<string, Voice>;

const FAN_SHARE = 0.35;
const TROLL_SHARE = 0.03;
/** Share of reviews whose vote columns are empty, because nobody was asked. */
const NO_VOTE_CELLS_SHARE = 0.01;
const MAX_VOTES = 400;

interface Pools {
  readonly authors: readonly Buffer[];
  readonly titles: readonly Buffer[];
  readonly texts: readonly Buffer[];
  readonly dates: readonly Buffer[];
  /** taste, ingredients, texture and likes, with the line feed. */
  readonly tails: readonly Buffer[];
}

function reviewText(draws: Draws, texts: IceCreamTexts): string {
  const sentences = Array.from(
    { length: 1 + draws.below(4) },
    () => texts.sentences[draws.below(texts.sentences.length)]!,
  );
  const form = draws.next();
  const separator = form < 0.12 ? '\n' : form < 0.15 ? '\r\n\r\n' : ' ';
  return sentences.join(separator);
}

function reviewTail(draws: Draws): string {
  // Only one of the brands' sites asks for these, as in the public files.
  if (draws.next() < 0.7) return ',,,\n';
  const score = (): string => String(1 + draws.below(5));
  const likes = ['', 'Flavour', 'Flavour, Texture', 'Ingredients, "Mix-ins"'][draws.below(4)]!;
  return `${score()},${score()},${score()},${csvCell(likes)}\n`;
}

function drawPools(seed: number, draws: Draws): Pools {
  const texts = drawTexts(seed);
  // Every piece ends with the comma that follows it, so that a review is a row of copies.
  const cells = (values: readonly string[]): readonly Buffer[] =>
    values.map((value) => Buffer.from(`${csvCell(value)},`));
  draws.of(0, 1);
  return {
    authors: cells(texts.authors),
    titles: cells(texts.titles),
    texts: cells(Array.from({ length: REVIEW_TEXTS }, () => reviewText(draws, texts))),
    dates: cells(
      Array.from({ length: DAYS }, (_, day) =>
        new Date(FIRST_DAY_MS + day * MS_PER_DAY).toISOString().slice(0, 10),
      ),
    ),
    tails: Array.from({ length: 64 }, () => Buffer.from(reviewTail(draws))),
  };
}

/** Which product a random number below {@link PRODUCT_SLOTS} stands for. */
function productSlots(products: readonly IceCreamProduct[]): Uint32Array {
  const slots = new Uint32Array(PRODUCT_SLOTS);
  let filled = 0;
  let cumulated = 0;
  products.forEach((product, index) => {
    cumulated += product.reviewShare;
    const until = Math.min(PRODUCT_SLOTS, Math.round(cumulated * PRODUCT_SLOTS));
    slots.fill(index, filled, until);
    filled = Math.max(filled, until);
  });
  return slots;
}

function starsOf(shares: readonly number[], random: number): number {
  let cumulated = 0;
  for (let index = 0; index < shares.length; index += 1) {
    cumulated += shares[index]!;
    if (random < cumulated) return index + 1;
  }
  return shares.length;
}

class ReviewWriter {
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES + LONGEST_REVIEW_BYTES);
  #at = 0;
  readonly #prefixes: readonly Buffer[];
  readonly #slots: Uint32Array;
  readonly #pools: Pools;

  constructor(
    private readonly products: readonly IceCreamProduct[],
    private readonly draws: Draws,
    seed: number,
  ) {
    this.#prefixes = products.map(({ brand, key }) =>
      Buffer.from(`${csvCell(brand)},${csvCell(key)},`),
    );
    this.#slots = productSlots(products);
    this.#pools = drawPools(seed, draws);
  }

  get isFull(): boolean {
    return this.#at >= CHUNK_BYTES;
  }

  /** What was written since the last call. */
  take(): Buffer {
    const written = this.#buffer.subarray(0, this.#at);
    this.#buffer = Buffer.allocUnsafe(CHUNK_BYTES + LONGEST_REVIEW_BYTES);
    this.#at = 0;
    return written;
  }

  write(review: number): void {
    const draws = this.draws.of(review, 0);
    const index = this.#slots[draws.below(PRODUCT_SLOTS)]!;
    const product = this.products[index]!;
    const { voice, stars } = this.#voiceOf(product, draws);
    this.#copy(this.#prefixes[index]!);
    this.#pick(this.#pools.authors, draws);
    this.#pick(this.#pools.dates, draws);
    this.#digits(stars);
    this.#pick(this.#pools.titles, draws);
    this.#votes(voice, draws);
    this.#pick(this.#pools.texts, draws);
    this.#pick(this.#pools.tails, draws);
  }

  #voiceOf(product: IceCreamProduct, draws: Draws): { voice: Voice; stars: number } {
    const who = draws.next();
    const opinion = draws.next();
    if (product.campaign !== null && who < product.campaign.share) {
      return { voice: VOICES.campaign, stars: product.campaign.stars };
    }
    // Of those who are no part of a campaign; the same draw decides, stretched to 0 to 1 again.
    const share = product.campaign?.share ?? 0;
    const kind = (who - share) / (1 - share);
    if (kind < TROLL_SHARE) return { voice: VOICES.troll, stars: 1 };
    const stars = starsOf(product.starShares, opinion);
    return { voice: kind < TROLL_SHARE + FAN_SHARE ? VOICES.fan : VOICES.detailed, stars };
  }

  #votes(voice: Voice, draws: Draws): void {
    const chance = draws.next();
    if (chance < NO_VOTE_CELLS_SHARE) {
      this.#byte(0x2c);
      this.#byte(0x2c);
      return;
    }
    // Geometric: each voter is followed by another with the same chance.
    const count = Math.min(
      MAX_VOTES,
      Math.floor(Math.log(1 - draws.next()) / Math.log(voice.voteChance)),
    );
    let yes = 0;
    for (let vote = 0; vote < count; vote += 1) if (draws.next() < voice.yesChance) yes += 1;
    this.#digits(yes);
    this.#digits(count - yes);
  }

  #pick(pool: readonly Buffer[], draws: Draws): void {
    this.#copy(pool[draws.below(pool.length)]!);
  }

  #copy(piece: Buffer): void {
    this.#buffer.set(piece, this.#at);
    this.#at += piece.length;
  }

  /** A number below 1,000 and the comma that follows it. */
  #digits(value: number): void {
    if (value >= 100) this.#byte(0x30 + Math.floor(value / 100));
    if (value >= 10) this.#byte(0x30 + (Math.floor(value / 10) % 10));
    this.#byte(0x30 + (value % 10));
    this.#byte(0x2c);
  }

  #byte(byte: number): void {
    this.#buffer[this.#at] = byte;
    this.#at += 1;
  }
}

/**
 * reviews.csv in pieces of about 256 KiB, to be written one after the other; memory does not grow
 * with the number of reviews.
 *
 * @param products what `iceCreamProducts` made of the same options
 * @throws BadInputError for an option out of bounds
 */
export function* reviewsCsv(
  products: readonly IceCreamProduct[],
  options: IceCreamOptions,
): Generator<Buffer> {
  const { seed, reviews } = iceCreamSpec(options);
  yield Buffer.from(HEADER);
  if (products.every(({ reviewShare }) => reviewShare === 0)) return;
  const writer = new ReviewWriter(products, new Draws(seed, 'iceCreamReviews'), seed);
  for (let review = 0; review < reviews; review += 1) {
    writer.write(review);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}
