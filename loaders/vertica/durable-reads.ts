/** What the table knows about the records of Kafka that its marks came as. */
import type vertica from 'vertica-nodejs';
import type { VerticaConnection } from './connection';
import { readStatement } from './vertica-sql';

async function read(
  connection: VerticaConnection,
  name: string,
  parameters: Readonly<Record<string, vertica.Parameter>>,
): Promise<vertica.QueryResult['rows']> {
  const { text, names } = readStatement(name);
  const values = names.map((parameter) => parameters[parameter]!);
  const { rows } = await connection.runPrepared(name, text, values);
  return rows;
}

/** See `DurableSink.offsetsPresent`. */
export async function offsetsPresent(
  connection: VerticaConnection,
  topic: string,
  partition: number,
  first: bigint,
  last: bigint,
): Promise<BigInt64Array> {
  const runs = (
    await read(connection, 'durable/offsets-present', {
      topic,
      partition,
      first: String(first),
      last: String(last),
    })
  ).map(({ first_offset, last_offset }) => [Number(first_offset), Number(last_offset)] as const);
  const offsets = new BigInt64Array(runs.reduce((sum, [from, to]) => sum + to - from + 1, 0));
  let at = 0;
  for (const [from, to] of runs) {
    for (let offset = from; offset <= to; offset++) offsets[at++] = BigInt(offset);
  }
  return offsets;
}

/** See `DurableSink.greatestOffset`. */
export async function greatestOffset(
  connection: VerticaConnection,
  topic: string,
  partition: number,
  from: bigint,
): Promise<bigint | null> {
  const [row] = await read(connection, 'durable/greatest-offset', {
    topic,
    partition,
    from: String(from),
  });
  const greatest = row?.greatest_offset;
  return typeof greatest === 'number' ? BigInt(greatest) : null;
}
