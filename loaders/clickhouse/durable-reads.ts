/** Runs a file of schemas/clickhouse with parameters, as texts; resolves to rows of parsed JSON cells. */
type RunSql = (
  name: string,
  parameters: Record<string, string>,
) => Promise<readonly (readonly unknown[])[]>;

/** What the table knows about the records of Kafka that its marks came as; the same over every transport. */
export class DurableReads {
  readonly #run: RunSql;

  constructor(run: RunSql) {
    this.#run = run;
  }

  async offsetsPresent(
    topic: string,
    partition: number,
    first: bigint,
    last: bigint,
  ): Promise<BigInt64Array> {
    const rows = await this.#run('durable/offsets-present', {
      topic,
      partition: String(partition),
      first: String(first),
      last: String(last),
    });
    return BigInt64Array.from(rows, ([offset]) => BigInt(offset as number));
  }

  async greatestOffset(topic: string, partition: number, from: bigint): Promise<bigint | null> {
    const [[offset] = []] = await this.#run('durable/greatest-offset', {
      topic,
      partition: String(partition),
      from: String(from),
    });
    return offset === null || offset === undefined ? null : BigInt(offset as number);
  }
}
