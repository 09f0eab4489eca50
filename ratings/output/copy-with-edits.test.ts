import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { copyWithEdits, mergeEdits, removals, type Edit } from './copy-with-edits';

async function edited(content: Buffer, edits: Iterable<Edit>): Promise<Buffer> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'source'), content);
  await copyWithEdits(join(folder, 'source'), join(folder, 'target'), edits);
  return readFileSync(join(folder, 'target'));
}

const insertion = (at: number, insert: string): Edit => ({ at, remove: 0, insert });

describe('Copying with edits', () => {
  it('inserts and removes, at the very start and the very end too', async () => {
    const edits = mergeEdits(
      [insertion(0, '<'), insertion(3, '|'), insertion(10, '>')],
      removals([
        { from: 1, to: 3 },
        { from: 8, to: 10 },
      ]),
    );
    expect((await edited(Buffer.from('0123456789'), edits)).toString()).toBe('<0|34567>');
  });

  it('copies every byte where nothing is edited, over more than one chunk', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefg');
    expect((await edited(content, [])).equals(content)).toBe(true);
  });

  it('does over chunks what it does within one', async () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 2_200_000 }), {
      minLength: 1,
      maxLength: 12,
    });
    const content = Buffer.alloc(2_200_000, '0123456789');
    await fc.assert(
      fc.asyncProperty(cuts, async (points) => {
        const sorted = points.sort((a, b) => a - b);
        const edits = sorted.map((at, index) => {
          const until = sorted[index + 1] ?? content.length;
          return { at, remove: index % 2 === 0 ? 0 : until - at, insert: `[${index}]` };
        });
        let expected = '';
        let from = 0;
        for (const { at, remove, insert } of edits) {
          expected += content.toString('latin1', from, at) + insert;
          from = at + remove;
        }
        expected += content.toString('latin1', from);
        expect((await edited(content, edits)).toString('latin1') === expected).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});

describe('Copying with line feeds', () => {
  it('makes every CRLF an LF, also one that two chunks share, and keeps every other byte', async () => {
    const folder = temporaryFolder();
    const source = Buffer.concat([
      Buffer.alloc((1 << 20) - 1, 'x'),
      Buffer.from('\r\ny\rz\n\xff\r', 'latin1'),
    ]);
    writeFileSync(join(folder, 'source'), source);
    await copyWithEdits(join(folder, 'source'), join(folder, 'target'), [], { asLineFeeds: true });
    const target = readFileSync(join(folder, 'target')).toString('latin1');
    expect(target.length).toBe(source.length - 1);
    expect(target.replace(/^x+/, '')).toBe('\ny\rz\n\xff\r');
  });
});
