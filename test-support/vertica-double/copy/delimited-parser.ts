/**
 * Cuts the byte stream of a COPY into records and fields, as Vertica's DELIMITED parser does.
 *
 * - A record ends at the record terminator unless an escape character stands before it; an escape
 *   makes the next character plain, whatever it is.
 * - A field that begins with the enclosing character ends at the next one; delimiters and
 *   terminators in between are data.
 * - An unescaped, unenclosed field that equals the null text is null.
 * - An empty line is no record and has no number (documentation of 9.2 and later, "COPY
 *   restrictions").
 */
import type { CopyStatement } from '../sql';

export type ParsedRecord =
  | { readonly number: number; readonly fields: readonly (string | null)[] }
  | { readonly number: number; readonly rejected: string };

type Format = Pick<
  CopyStatement,
  'delimiter' | 'nullText' | 'enclosedBy' | 'escape' | 'recordTerminator'
>;

export class DelimitedParser {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private rest = '';
  private records = 0;

  /** @param columns the number of fields that a record must have */
  constructor(
    private readonly format: Format,
    private readonly columns: number,
  ) {}

  /** How many records were read, rejected ones too. */
  get recordsSoFar(): number {
    return this.records;
  }

  /** The records that this piece completes. */
  push(piece: Buffer): readonly ParsedRecord[] {
    return this.cut(this.rest + this.decoder.decode(piece, { stream: true }), false);
  }

  /** The last record, when no terminator follows it. */
  end(): readonly ParsedRecord[] {
    return this.cut(this.rest + this.decoder.decode(), true);
  }

  private cut(text: string, atEnd: boolean): readonly ParsedRecord[] {
    const { recordTerminator } = this.format;
    const parsed: ParsedRecord[] = [];
    const plain = this.isPlain(text);
    let start = 0;
    let from = 0;
    for (;;) {
      const end = text.indexOf(recordTerminator, from);
      if (end < 0) break;
      const record = text.slice(start, end);
      if (plain || this.isPlain(record) || this.scan(record).closed) {
        this.parse(record, parsed);
        start = end + recordTerminator.length;
        from = start;
      } else {
        from = end + recordTerminator.length;
      }
    }
    this.rest = text.slice(start);
    if (atEnd) {
      this.parse(this.rest, parsed);
      this.rest = '';
    }
    return parsed;
  }

  private parse(record: string, into: ParsedRecord[]): void {
    if (record === '') return;
    this.records += 1;
    const fields = this.isPlain(record) ? this.splitPlain(record) : this.scan(record).fields;
    const number = this.records;
    if (fields.length < this.columns) into.push({ number, rejected: 'Too few columns found' });
    else if (fields.length > this.columns)
      into.push({ number, rejected: 'Too many columns found' });
    else into.push({ number, fields });
  }

  /** Whether neither an escape nor an enclosing character occurs. */
  private isPlain(text: string): boolean {
    const { escape, enclosedBy } = this.format;
    return (
      (escape === undefined || !text.includes(escape)) &&
      (enclosedBy === undefined || !text.includes(enclosedBy))
    );
  }

  private splitPlain(record: string): readonly (string | null)[] {
    const { delimiter, nullText } = this.format;
    return record.split(delimiter).map((field) => (field === nullText ? null : field));
  }

  /** Reads a record character by character; not closed when an escape or enclosure is still open. */
  private scan(record: string): { fields: readonly (string | null)[]; closed: boolean } {
    const { delimiter, enclosedBy, escape, nullText } = this.format;
    const fields: (string | null)[] = [];
    let field = '';
    let isLiteral = false;
    let enclosed = false;
    let escaped = false;
    const endField = (): void => {
      fields.push(!isLiteral && field === nullText ? null : field);
      field = '';
      isLiteral = false;
    };
    for (const char of record) {
      if (escaped) {
        field += char;
        escaped = false;
      } else if (char === escape) {
        escaped = true;
        isLiteral = true;
      } else if (enclosed) {
        if (char === enclosedBy) enclosed = false;
        else field += char;
      } else if (char === enclosedBy && field === '' && !isLiteral) {
        enclosed = true;
        isLiteral = true;
      } else if (char === delimiter) {
        endField();
      } else {
        field += char;
      }
    }
    endField();
    return { fields, closed: !escaped && !enclosed };
  }
}
