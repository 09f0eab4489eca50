import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '../input/checked-file';

/** At byte `at` of the source, `remove` bytes are left out and `insert` is written instead. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** @param edits in the order of `at`, none within what another removes */
async function* applyEdits(chunks: AsyncIterable<Buffer>, edits: Iterable<Edit>) {
  const pending = edits[Symbol.iterator]();
  let edit = pending.next();
  let offset = 0;
  let keepFrom = 0;
  for await (const chunk of chunks) {
    const end = offset + chunk.length;
    while (!edit.done && edit.value.at < end) {
      const { at, remove, insert } = edit.value;
      yield chunk.subarray(Math.max(keepFrom - offset, 0), at - offset);
      if (insert !== '') yield Buffer.from(insert);
      keepFrom = at + remove;
      edit = pending.next();
    }
    if (keepFrom < end) yield chunk.subarray(Math.max(keepFrom - offset, 0));
    offset = end;
  }
  for (; !edit.done; edit = pending.next()) yield Buffer.from(edit.value.insert);
}

/** Every CRLF as LF, those inside quotes too. */
async function* withLineFeeds(chunks: AsyncIterable<Buffer>) {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + chunk.toString('latin1');
    // A carriage return at the end may have its line feed in the next chunk.
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    yield Buffer.from(whole.replaceAll('\r\n', '\n'), 'latin1');
  }
  yield Buffer.from(held, 'latin1');
}

export interface CopyOptions {
  /** Whether every CRLF becomes LF on the way. @default false */
  readonly asLineFeeds?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Copies a file byte by byte but for the edits, with memory that does not grow with it. */
export async function copyWithEdits(
  source: string,
  target: string,
  edits: Iterable<Edit>,
  { asLineFeeds = false, signal }: CopyOptions = {},
): Promise<void> {
  await pipeline(
    createReadStream(source, { highWaterMark: 1 << 20 }),
    (chunks: AsyncIterable<Buffer>) => {
      const edited = applyEdits(chunks, edits);
      return asLineFeeds ? withLineFeeds(edited) : edited;
    },
    createWriteStream(target, { flags: 'wx' }),
    { ...(signal && { signal }) },
  );
}

/** Removes these ranges. */
export function removals(ranges: readonly ByteRange[]): readonly Edit[] {
  return ranges.map(({ from, to }) => ({ at: from, remove: to - from, insert: '' }));
}

/** Two lists of edits as one; each is in order already. */
export function* mergeEdits(first: Iterable<Edit>, second: readonly Edit[]): Generator<Edit> {
  let next = 0;
  for (const edit of first) {
    while (next < second.length && second[next]!.at < edit.at) {
      yield second[next]!;
      next += 1;
    }
    yield edit;
  }
  yield* second.slice(next);
}
