/**
 * Finds the fields of one CSV record in a buffer, byte by byte, after RFC 4180
 * (https://www.rfc-editor.org/rfc/rfc4180, section 2): comma, double quote, quotes inside a quoted
 * field doubled, line breaks allowed inside quotes. A line may end with CRLF or LF. Nothing is
 * decoded or copied, so that one pass over the file costs about as much as reading it.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/** How a record's bytes break the grammar of CSV. */
export type StructureProblem =
  'unclosed-quote' | 'text-after-quote' | 'quote-in-plain-field' | 'bare-carriage-return';

/** `more`: the record does not end in this buffer. */
export type ScanOutcome = 'record' | 'more' | StructureProblem;

/** How a field's bytes are written; `doubled` is quoted and holds doubled quotes. */
export const FIELD = { plain: 0, quoted: 1, doubled: 2 } as const;

/** A reusable scanner: after each `scan` its properties describe the record that was found. */
export class RecordScanner {
  /** The buffer of the last scan; offsets below count its bytes. */
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  /** Where the line end that closes the record begins; equals `end` for a last line without one. */
  contentEnd = 0;
  end = 0;
  /** Line feeds in `start` to `end`, those inside quotes included. */
  lineFeeds = 0;
  /** Fields found; only the first `maxFields` have their offsets kept. */
  fields = 0;
  /** First byte of each field's content, without an opening quote. */
  readonly fieldStart: Int32Array;
  /** Byte after each field's content, without a closing quote. */
  readonly fieldEnd: Int32Array;
  /** One of {@link FIELD} for each field. */
  readonly fieldForm: Uint8Array;
  /** Where a {@link StructureProblem} shows itself. */
  problemAt = 0;

  /** @param maxFields how many fields of a record have their offsets kept */
  constructor(readonly maxFields: number) {
    this.fieldStart = new Int32Array(maxFields);
    this.fieldEnd = new Int32Array(maxFields);
    this.fieldForm = new Uint8Array(maxFields);
  }

  /**
   * @param from where a record starts
   * @param limit end of the bytes that are there
   * @param atEnd whether the file ends at `limit`
   */
  scan(bytes: Buffer, from: number, limit: number, atEnd: boolean): ScanOutcome {
    const { maxFields, fieldStart, fieldEnd, fieldForm } = this;
    this.bytes = bytes;
    this.start = from;
    let at = from;
    let fields = 0;
    let lineFeeds = 0;
    for (;;) {
      let contentStart = at;
      let contentEnd: number;
      let form: number = FIELD.plain;
      if (at < limit && bytes[at] === QUOTE) {
        const openedAt = at;
        form = FIELD.quoted;
        at += 1;
        contentStart = at;
        for (;;) {
          while (at < limit && bytes[at] !== QUOTE) {
            if (bytes[at] === LF) lineFeeds += 1;
            at += 1;
          }
          if (at >= limit) return atEnd ? this.#problem('unclosed-quote', openedAt) : 'more';
          if (at + 1 >= limit && !atEnd) return 'more';
          if (at + 1 >= limit || bytes[at + 1] !== QUOTE) break;
          form = FIELD.doubled;
          at += 2;
        }
        contentEnd = at;
        at += 1;
      } else {
        while (at < limit) {
          const byte = bytes[at]!;
          if (byte <= COMMA && (byte === COMMA || byte === LF || byte === CR || byte === QUOTE)) {
            break;
          }
          at += 1;
        }
        if (at < limit && bytes[at] === QUOTE) return this.#problem('quote-in-plain-field', at);
        contentEnd = at;
      }
      if (fields < maxFields) {
        fieldStart[fields] = contentStart;
        fieldEnd[fields] = contentEnd;
        fieldForm[fields] = form;
      }
      fields += 1;
      if (at >= limit) {
        if (!atEnd) return 'more';
        return this.#record(fields, lineFeeds, at, at);
      }
      switch (bytes[at]) {
        case COMMA:
          at += 1;
          continue;
        case LF:
          return this.#record(fields, lineFeeds + 1, at, at + 1);
        case CR:
          if (at + 1 >= limit && !atEnd) return 'more';
          if (at + 1 < limit && bytes[at + 1] === LF) {
            return this.#record(fields, lineFeeds + 1, at, at + 2);
          }
          return this.#problem('bare-carriage-return', at);
        default:
          return this.#problem('text-after-quote', at);
      }
    }
  }

  #record(fields: number, lineFeeds: number, contentEnd: number, end: number): 'record' {
    this.fields = fields;
    this.lineFeeds = lineFeeds;
    this.contentEnd = contentEnd;
    this.end = end;
    return 'record';
  }

  #problem(problem: StructureProblem, at: number): StructureProblem {
    this.problemAt = at;
    return problem;
  }
}
