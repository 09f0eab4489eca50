import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { encodeNative, encodeNativeWithOrigin } from '../../../marks';
import type { InsertFormat } from './insert-format';

/** Small enough for the socket to ask for more before it has run dry, large enough not to be many. */
const CHUNK_BYTES = 1024 * 1024;

function* chunksOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.subarray(at, at + CHUNK_BYTES);
}

/** Sends the batch in ClickHouse's Native format, which the server takes over without parsing. */
export const insertByNative: InsertFormat = async (
  { client, settings, queryId, abort },
  columns,
  origin,
) => {
  const startedAt = performance.now();
  const body = origin ? encodeNativeWithOrigin(columns, origin) : encodeNative(columns);
  const encodedAt = performance.now();
  // The client's `insert` knows text formats only.
  const { stream } = await client.exec({
    query: 'INSERT INTO view_marks FORMAT Native',
    values: Readable.from(chunksOf(body)),
    clickhouse_settings: settings,
    ...(queryId !== undefined && { query_id: queryId }),
    ...(abort && { abort_signal: abort }),
  });
  // The answer is empty, but its connection is free for the next request only when it was read.
  await finished(stream.resume());
  return {
    wireBytes: body.length,
    encodeMs: encodedAt - startedAt,
    serverMs: performance.now() - encodedAt,
  };
};
