import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { csvField, fieldText } from './csv-field';
import { readCsvFile, type BrokenRecord, type CsvVisitor, type RecordPosition } from './csv-file';
import type { RecordScanner } from './record-scanner';

interface Found {
  readonly records: { fields: string[]; line: number; offset: number; end: number }[];
  readonly broken: BrokenRecord[];
}

class Collector implements CsvVisitor {
  readonly found: Found = { records: [], broken: [] };
  drains = 0;

  constructor(private readonly pauses = false) {}

  record(record: RecordScanner, at: RecordPosition): boolean {
    this.found.records.push({
      fields: Array.from({ length: record.fields }, (_, field) => fieldText(record, field)),
      line: at.line,
      offset: at.bufferOffset + record.start,
      end: at.bufferOffset + record.contentEnd,
    });
    return this.pauses;
  }

  broken(record: BrokenRecord): boolean {
    this.found.broken.push(record);
    return this.pauses;
  }

  drain(): Promise<void> {
    this.drains += 1;
    return Promise.resolve();
  }
}

async function read(content: string | Buffer, chunkBytes = 1 << 20): Promise<Found> {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, content);
  const collector = new Collector();
  await readCsvFile(path, collector, { flag: '--file', maxFields: 64, chunkBytes });
  return collector.found;
}

const fieldsOf = ({ records }: Found): string[][] => records.map(({ fields }) => fields);

describe('Reading CSV', () => {
  it('finds fields with commas, doubled quotes and line breaks inside quotes', async () => {
    const found = await read('a,b\n"x, ""y""","one\r\ntwo\n"\n,""\n');
    expect(fieldsOf(found)).toEqual([
      ['a', 'b'],
      ['x, "y"', 'one\r\ntwo\n'],
      ['', ''],
    ]);
    expect(found.broken).toEqual([]);
  });

  it('counts lines inside quotes, so that a record is named by the line where it starts', async () => {
    const found = await read('a\n"1\n2\n3"\r\nb\n\n\nc');
    expect(found.records.map(({ fields, line }) => [fields[0], line])).toEqual([
      ['a', 1],
      ['1\n2\n3', 2],
      ['b', 5],
      ['c', 8],
    ]);
  });

  it('passes over a byte order mark and empty lines, and takes a last line without its end', async () => {
    const found = await read('\uFEFFa,b\r\n\r\n1,2');
    expect(fieldsOf(found)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(found.records[0]!.offset).toBe(3);
  });

  it('keeps a field that is only a pair of quotes apart from an empty line', async () => {
    expect(fieldsOf(await read('a\n""\n\n'))).toEqual([['a'], ['']]);
  });

  it('finds nothing in an empty file', async () => {
    expect(await read('')).toEqual({ records: [], broken: [] });
  });

  it('gives back any table, however its fields are quoted and in whatever pieces it is read', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', 'é', '🍦', ' ') }),
    );
    // At the start of a file it would be a byte order mark.
    const unmarked = value.filter((text) => !text.startsWith('\uFEFF'));
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((columns) =>
        fc.array(
          fc.array(fc.tuple(unmarked, fc.boolean()), { minLength: columns, maxLength: columns }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 4, max: 40 }),
        async (rows, lineEnd, endsLastLine, chunkBytes) => {
          const lines = rows.map((row) =>
            row
              .map(([text, always]) =>
                always ? `"${text.replaceAll('"', '""')}"` : csvField(text),
              )
              .join(','),
          );
          const content = lines.join(lineEnd) + (endsLastLine && lines.length > 0 ? lineEnd : '');
          const found = await read(content, chunkBytes);
          // What is no valid UTF-16 on its own does not survive being written as UTF-8.
          const written = (text: string): string => Buffer.from(text).toString();
          expect(fieldsOf(found)).toEqual(rows.map((row) => row.map(([text]) => written(text))));
          expect(found.broken).toEqual([]);
          const bytes = Buffer.from(content);
          found.records.forEach(({ offset, end }, index) => {
            expect(bytes.toString('utf8', offset, end)).toBe(written(lines[index]!));
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    ['text after a closing quote', 'a\nb\n"c"d\ne\n', 'text-after-quote', 3, 4, ['a', 'b', 'e']],
    ['a quote inside a plain field', 'a\nbé"c\nd\n', 'quote-in-plain-field', 2, 3, ['a', 'd']],
    ['a quote that is never closed', 'a\n"b\nc\nd\n', 'unclosed-quote', 2, 1, ['a', 'c', 'd']],
    ['a carriage return of its own', 'a\nb\rc\nd\n', 'bare-carriage-return', 2, 2, ['a', 'd']],
    ['a carriage return at the very end', 'a\nb\r', 'bare-carriage-return', 2, 2, ['a']],
    [
      'a break inside quotes before the fault',
      'a\n"1\n2"x\nb\n',
      'text-after-quote',
      3,
      3,
      ['a', 'b'],
    ],
  ] as const)(
    'names line and column of %s and goes on with the line after it began',
    async (_name, content, problem, line, column, kept) => {
      for (const chunkBytes of [4, 7, 1 << 20]) {
        const found = await read(content, chunkBytes);
        expect(found.broken[0]).toMatchObject({ problem, line, column });
        const whole = found.records.map(({ fields }) => fields.join());
        expect(whole.filter((text) => !text.includes('2"x'))).toEqual(kept);
      }
    },
  );

  it('loses only the record with the open quote when the next quoted field closes it', async () => {
    const found = await read('a,b\n1,"open\n2,"good"\n3,"fine"\n');
    expect(fieldsOf(found)).toEqual([
      ['a', 'b'],
      ['2', 'good'],
      ['3', 'fine'],
    ]);
    expect(found.broken).toHaveLength(1);
  });

  it('ends a record that outgrows the limit, and still finds what follows its first line', async () => {
    const lines = 17_000;
    const text = 'a line of text'.repeat(72);
    const found = await read(`a\n"open\n${`${text}\n`.repeat(lines)}`);
    expect(found.broken).toMatchObject([{ problem: 'record-too-long', line: 2, column: 1 }]);
    expect(found.records).toHaveLength(1 + lines);
    expect(found.records.at(-1)).toMatchObject({ fields: [text], line: 2 + lines });
  });

  it('passes over a line that outgrows the limit by itself', async () => {
    const found = await read(`a\n${'x'.repeat(17 << 20)}\nb\n`);
    expect(found.broken).toMatchObject([{ problem: 'record-too-long', line: 2, column: 1 }]);
    expect(found.records).toMatchObject([{ fields: ['a'] }, { fields: ['b'], line: 3 }]);
  });

  it('counts columns in characters, not in bytes', async () => {
    const found = await read('é🍦ü,"x"y\n');
    expect(found.broken[0]).toMatchObject({ line: 1, column: 8 });
  });

  it.each([
    ['a', 'none'],
    ['a\nb', 'lf'],
    ['a\r\n"x\ny"\r\n', 'crlf'],
    ['a\nb\r\n', 'mixed'],
    ['a\n\r\nb\n', 'mixed'],
  ])('tells the line ends of %j: %s', async (content, lineEnds) => {
    const path = join(temporaryFolder(), 'file.csv');
    writeFileSync(path, content);
    const options = { flag: '--file', maxFields: 4 };
    expect(await readCsvFile(path, new Collector(), options)).toEqual({
      bytes: content.length,
      lineEnds,
    });
  });

  it('awaits the visitor where it asks to', async () => {
    const path = join(temporaryFolder(), 'file.csv');
    writeFileSync(path, 'a\nb\nc\n');
    const collector = new Collector(true);
    await readCsvFile(path, collector, { flag: '--file', maxFields: 4 });
    expect(collector.drains).toBe(4);
  });

  it('stops between chunks when aborted', async () => {
    const path = join(temporaryFolder(), 'file.csv');
    writeFileSync(path, 'a\n'.repeat(1000));
    const controller = new AbortController();
    const collector = new Collector();
    const reading = readCsvFile(path, collector, {
      flag: '--file',
      maxFields: 4,
      chunkBytes: 100,
      signal: controller.signal,
      onBytes: () => {
        controller.abort(new Error('enough'));
      },
    });
    await expect(reading).rejects.toThrow('enough');
    expect(collector.found.records).toHaveLength(50);
  });

  it.each([
    ['a missing file', 'missing.csv', 'does not exist'],
    ['a folder', '.', 'is a folder'],
  ])('says in one line that the path is %s', async (_name, name, why) => {
    const path = join(temporaryFolder(), name);
    const reading = readCsvFile(path, new Collector(), { flag: '--file', maxFields: 4 });
    await expect(reading).rejects.toThrow(BadInputError);
    await expect(reading).rejects.toThrow(why);
  });
});
