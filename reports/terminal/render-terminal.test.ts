import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyResults,
  madeUpHostileResults,
  madeUpResults,
  madeUpSmallResults,
  madeUpWrongResults,
} from '../../test-support/results-fixture';
import { renderTerminal } from '..';
import { columnWidths } from './column-widths';
import { columnsOf, wrapText } from './wrap-text';

// eslint-disable-next-line no-control-regex -- SGR sequences begin with the control character ESC
const SGR = /\u001b\[\d+m/g;

function widest(text: string): number {
  // A rule is one column wide, although it is no Latin character.
  return Math.max(...text.replace(SGR, '').replaceAll('─', '-').split('\n').map(columnsOf));
}

describe('The report in a terminal', () => {
  it('reads like this for a small run', () => {
    expect(renderTerminal(madeUpSmallResults())).toMatchInlineSnapshot(`
      "Which storage for the view marks?
      Run made-up-run of 2026-01-02 03:04 UTC, 1,000,000 marks

      IN SHORT

      Storages measured: duckdb-embedded. Data: 1,000,000 view marks of 8,421 viewers and 20,000 films,
      generated from seed 1. Machine: Made-up CPU @ 2.00GHz, 2 cores, 24.0 GiB of memory.

      Answers verified against the oracle: 2 of 2 right.

      Each storage at its best

                                               Rows per   Bytes per  Aggregates,     Lookups,
      Storage           Best insert, rows/s  CPU-second        mark      warm ms      warm ms  Peak memory
      ───────────────  ────────────────────  ──────────  ──────────  ───────────  ───────────  ───────────
      duckdb-embedded  480 k [474 k, 485 k]       400 k        30.0         7.27            -      412 MiB
                       appender, batches of
                                     10,000

      Medians, with their intervals in brackets. Rows per CPU-second belong to the insert in the same row.
      Aggregates and lookups: the median over the questions of that kind of their warm medians. Peak
      memory: the largest resident set of the storage's process in any part of the run.

      VERIFICATION

      Every asking was compared, cell by cell, with the answer of an oracle that computes it in plain
      TypeScript from the generated marks, before its time counted. A question that an engine answered
      wrongly even once has no times in this report.

      Right answers by question and storage

      Question       duckdb-embedded
      ─────────────  ───────────────
      marks-per-day           2 of 2

      "
    `);
  });

  it.each([
    ['of the usual names', madeUpResults()],
    ['with wrong answers', madeUpWrongResults()],
    ['with very long and strange names', madeUpHostileResults()],
    ['without storages', emptyResults()],
  ])('fits 100 columns: a run %s', (_, results) => {
    expect(widest(renderTerminal(results))).toBeLessThanOrEqual(100);
    expect(widest(renderTerminal(results, { colour: true }))).toBeLessThanOrEqual(100);
  });

  it('says the same with and without colour, and has no escape sequence without', () => {
    const plain = renderTerminal(madeUpWrongResults());
    const coloured = renderTerminal(madeUpWrongResults(), { colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31mWrong answers: 1 of 240');
    expect(coloured.replace(SGR, '')).toBe(plain);
  });

  it('writes control characters of names out, so that none acts on the terminal', () => {
    const text = renderTerminal(madeUpHostileResults());
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\ud800]/);
    expect(text.replaceAll(/\s+/g, '')).toContain('\\u{1b}[31mred');
  });

  it('counts right answers, or says in how many the run was wrong and shows how', () => {
    expect(renderTerminal(madeUpResults())).toContain(
      'Answers verified against the oracle: 240 of 240 right.',
    );
    const wrong = renderTerminal(madeUpWrongResults());
    expect(wrong).toContain('Wrong answers: 1 of 240, given by duckdb-embedded.');
    expect(wrong).toContain('row 3, completion: expected 0.512, got 0.498');
  });

  it('names the reason of every storage and measurement without figures', () => {
    const text = renderTerminal(madeUpWrongResults()).replaceAll(/\s+/g, ' ');
    for (const reason of [
      'not run: nothing answers at vertica.example:5433',
      'ENGINE: Code 241, memory limit exceeded',
      'the process ended with signal SIGKILL',
      'one batch would take longer than 4,000 ms',
    ]) {
      expect(text).toContain(reason);
    }
  });

  it('compares storages only as far as their intervals do', () => {
    const results = madeUpResults();
    expect(renderTerminal(results)).toContain('the intervals do not overlap.');
    for (const cell of results.cells) {
      if (cell.kind !== 'insert' || cell.outcome.status !== 'measured') continue;
      cell.outcome.rowsPerSecond.low = 0;
      cell.outcome.rowsPerSecond.high = 1e9;
    }
    expect(renderTerminal(results).replaceAll(/\s+/g, ' ')).toContain(
      'the intervals overlap, so this run does not tell the two apart.',
    );
  });
});

describe('Text wrapped to a width', () => {
  it('keeps every character but the spaces at line ends, in lines that fit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 2, max: 40 }),
        (text, width) => {
          const lines = wrapText(text, width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) {
            if (Array.from(line).length > 1) expect(columnsOf(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});

describe('Widths of columns', () => {
  const request = fc.record({
    natural: fc.integer({ min: 2, max: 120 }),
    whole: fc.integer({ min: 2, max: 30 }),
  });

  it('add up to the room there is, and to no less than the columns ask for when there is enough', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 10 }), (raw) => {
        const requests = raw.map(({ natural, whole }) => ({
          natural,
          whole: Math.min(natural, whole),
        }));
        const wanted = requests.reduce((sum, { natural }) => sum + natural, 0);
        const widths = columnWidths(requests, 82);
        expect(widths.reduce((sum, width) => sum + width, 0)).toBe(Math.min(wanted, 82));
      }),
    );
  });

  it('are taken from text that can wrap before a word is broken', () => {
    expect(
      columnWidths(
        [
          { natural: 60, whole: 10 },
          { natural: 23, whole: 23 },
        ],
        50,
      ),
    ).toEqual([27, 23]);
  });
});
