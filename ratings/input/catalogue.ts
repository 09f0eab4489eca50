import { isUtf8 } from 'node:buffer';
import { BadInputError } from '../../errors';
import { fieldText } from '../csv/csv-field';
import { placeOf, type RecordPosition } from '../csv/csv-file';
import type { RecordScanner } from '../csv/record-scanner';
import { shown } from './bad-record';
import type { CheckedFile } from './checked-file';
import type { Header } from './header';
import { ProductIndex } from './product-index';
import { RecordReader, type FoundProblem, type InputFile } from './record-reader';

/** The column that the job adds. */
export const RATING_COLUMN = 'rating_by_reviews';

export interface Product {
  readonly brand: string;
  /** Unique within its brand. */
  readonly key: string;
  /** null where the file has no such column. */
  readonly name: string | null;
  /** The site's own rating; null where the file has none that is a number. */
  readonly siteRating: number | null;
  /** Ratings behind `siteRating`; null as above. */
  readonly siteRatingCount: number | null;
}

/** The products file, read. */
export interface Catalogue {
  readonly products: readonly Product[];
  readonly index: ProductIndex;
  /** Offset in the file at which the header's last column ends. */
  readonly headerEnd: number;
  /** Offset in the file at which each product's last column ends. */
  readonly recordEnds: readonly number[];
  readonly file: CheckedFile;
}

const REQUIRED = ['brand', 'key'];

interface Columns {
  readonly brand: number;
  readonly key: number;
  readonly name: number | undefined;
  readonly rating: number | undefined;
  readonly ratingCount: number | undefined;
}

function numberOrNull(text: string | null): number | null {
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

class CatalogueReader extends RecordReader {
  readonly products: Product[] = [];
  readonly index = new ProductIndex();
  readonly recordEnds: number[] = [];
  #columns: Columns | null = null;

  constructor(input: InputFile) {
    super(input, REQUIRED);
  }

  protected override start(header: Header, record: RecordScanner, at: RecordPosition): void {
    const rated = header.find(RATING_COLUMN);
    if (rated !== undefined) {
      const { line, column } = placeOf(
        record.bytes,
        record.start,
        at.line,
        record.fieldStart[rated]!,
      );
      throw new BadInputError(
        this.input.flag,
        `line ${line}, column ${column} already names a column ${shown(RATING_COLUMN)}`,
        'name the file from before it was rated',
      );
    }
    this.#columns = {
      brand: header.indexOf('brand'),
      key: header.indexOf('key'),
      name: header.find('name'),
      rating: header.find('rating'),
      ratingCount: header.find('rating_count'),
    };
  }

  protected override accept(record: RecordScanner, at: RecordPosition): FoundProblem | null {
    const columns = this.#columns!;
    const brand = fieldText(record, columns.brand);
    const key = fieldText(record, columns.key);
    const unusable =
      unusableText(record, columns.brand, brand) ?? unusableText(record, columns.key, key);
    if (unusable) return unusable;
    if (!this.index.add(Buffer.from(brand), Buffer.from(key)).isNew) {
      return {
        problem: 'duplicate-key',
        field: columns.key,
        reason: `brand ${shown(brand)} has a product with key ${shown(key)} already`,
      };
    }
    const optional = (field: number | undefined): string | null =>
      field === undefined ? null : fieldText(record, field);
    this.products.push({
      brand,
      key,
      name: optional(columns.name),
      siteRating: numberOrNull(optional(columns.rating)),
      siteRatingCount: numberOrNull(optional(columns.ratingCount)),
    });
    this.recordEnds.push(at.bufferOffset + record.contentEnd);
    return null;
  }
}

function unusableText(record: RecordScanner, field: number, text: string): FoundProblem | null {
  if (text === '') return { problem: 'empty-key', field, reason: 'the field is empty' };
  const bytes = record.bytes.subarray(record.fieldStart[field], record.fieldEnd[field]);
  if (!isUtf8(bytes)) {
    return { problem: 'key-not-text', field, reason: `${shown(text)} is not UTF-8` };
  }
  if (/[\r\n]/.test(text)) {
    return { problem: 'key-not-text', field, reason: `${shown(text)} has a line break` };
  }
  return null;
}

/**
 * Reads a products file: columns brand and key by name, name, rating and rating_count where it has them.
 *
 * @throws BadInputError for a file without these columns or one that is rated already; for the
 *   first bad record where `input.badRecords` is strict
 */
export async function readCatalogue(input: InputFile): Promise<Catalogue> {
  const reader = new CatalogueReader(input);
  const file = await reader.read();
  return {
    products: reader.products,
    index: reader.index,
    headerEnd: reader.headerEnd,
    recordEnds: reader.recordEnds,
    file,
  };
}
