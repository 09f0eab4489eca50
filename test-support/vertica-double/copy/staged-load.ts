/**
 * A COPY into a table: the fields go as text into a temporary table of the session; at the end the
 * records whose fields fit their columns move into the target in one statement. So a failed COPY
 * leaves the transaction as it was before, as Vertica's statement rollback does.
 */
import {
  BIGINT,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  VARCHAR,
} from '@duckdb/node-api';
import { copyRejected, type VerticaError } from '../errors';
import { type CopyStatement, quoteName as quote } from '../sql';
import type { CopyTarget } from './copy-target';
import { DelimitedParser, type ParsedRecord } from './delimited-parser';

export interface TargetColumn {
  readonly name: string;
  /** DuckDB's type. */
  readonly type: string;
  readonly notNull: boolean;
  /** Greatest number of octets of a text. */
  readonly octets: number | undefined;
}

/** Fields as text. */
const STAGE = 'vertica_copy_stage';
/** Fields as text beside their values. */
const CONVERTED = 'vertica_copy_converted';
/** DuckDB's own vector size, the greatest chunk that its appender takes. */
const CHUNK_ROWS = 2048;

/** SQL of a staged field's value in its column's type; null when it does not fit. */
function valueSql(column: TargetColumn, field: string): string {
  if (column.type === 'VARCHAR') {
    return column.octets === undefined
      ? field
      : `CASE WHEN strlen(${field}) <= ${column.octets} THEN ${field} END`;
  }
  const cast = `TRY_CAST(${field} AS ${column.type})`;
  // DuckDB would round a fraction.
  return column.type === 'BIGINT' ? `CASE WHEN NOT contains(${field}, '.') THEN ${cast} END` : cast;
}

/** The longest beginning of a text that has at most so many octets, without half a character. */
function cutToOctets(text: string, octets: number): string {
  if (Buffer.byteLength(text) <= octets) return text;
  let kept = '';
  let size = 0;
  for (const char of text) {
    size += Buffer.byteLength(char);
    if (size > octets) break;
    kept += char;
  }
  return kept;
}

export class StagedLoad implements CopyTarget {
  private readonly parser: DelimitedParser;
  private readonly rejected = new Map<number, string>();
  private waiting: { number: number; fields: readonly (string | null)[] }[] = [];
  private checkedRecords = 0;
  private appending = true;
  private isConverted = false;

  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly copy: CopyStatement,
    private readonly target: string,
    private readonly columns: readonly TargetColumn[],
    private readonly appender: DuckDBAppender,
  ) {
    this.parser = new DelimitedParser(copy, columns.length);
  }

  /** @param target the table as DuckDB writes it */
  static async start(
    connection: DuckDBConnection,
    copy: CopyStatement,
    target: string,
    columns: readonly TargetColumn[],
  ): Promise<StagedLoad> {
    const fields = columns.map((_, i) => `c${i} VARCHAR`).join(', ');
    await connection.run(`CREATE TEMP TABLE ${STAGE} (record BIGINT, ${fields})`);
    const appender = await connection.createAppender(STAGE, null, 'temp');
    return new StagedLoad(connection, copy, target, columns, appender);
  }

  add(piece: Buffer): Promise<void> {
    this.take(this.parser.push(piece));
    return Promise.resolve();
  }

  async endBatch(): Promise<readonly number[]> {
    this.take(this.parser.end());
    this.stage(this.waiting);
    this.waiting = [];
    this.appender.flushSync();
    await this.convert();
    const rejectedRows = [...this.rejected.keys()].sort((a, b) => a - b);
    const failure = this.failure(rejectedRows);
    if (failure) throw failure;
    const ofThisBatch = rejectedRows.filter((record) => record > this.checkedRecords);
    this.checkedRecords = this.parser.recordsSoFar;
    return ofThisBatch;
  }

  async finish(): Promise<number> {
    await this.endBatch();
    this.closeAppender();
    const rowsLoaded = await this.moveIntoTarget();
    await this.dropStage();
    return rowsLoaded;
  }

  async abandon(): Promise<void> {
    this.closeAppender();
    await this.dropStage();
  }

  private closeAppender(): void {
    if (this.appending) this.appender.closeSync();
    this.appending = false;
  }

  private async dropStage(): Promise<void> {
    await this.connection.run(`DROP TABLE IF EXISTS temp.${STAGE}`);
    await this.connection.run(`DROP TABLE IF EXISTS temp.${CONVERTED}`);
  }

  private take(records: readonly ParsedRecord[]): void {
    for (const record of records) {
      if ('fields' in record) {
        this.waiting.push(record);
        continue;
      }
      this.rejected.set(record.number, record.rejected);
      const failure = this.failure([...this.rejected.keys()]);
      if (failure) throw failure;
    }
    let at = 0;
    for (; at + CHUNK_ROWS <= this.waiting.length; at += CHUNK_ROWS) {
      this.stage(this.waiting.slice(at, at + CHUNK_ROWS));
    }
    this.waiting = this.waiting.slice(at);
  }

  private stage(records: readonly { number: number; fields: readonly (string | null)[] }[]): void {
    if (records.length === 0) return;
    const types = [BIGINT, ...this.columns.map(() => VARCHAR)];
    const chunk = DuckDBDataChunk.create(types, records.length);
    chunk.setColumns([
      records.map(({ number }) => BigInt(number)),
      ...this.columns.map((column, i) =>
        records.map(({ fields }) => this.staged(column, fields[i]!)),
      ),
    ]);
    this.appender.appendDataChunk(chunk);
  }

  /** Without ENFORCELENGTH a text that is too long is cut and not rejected. */
  private staged(column: TargetColumn, field: string | null): string | null {
    if (field === null || column.octets === undefined || this.copy.enforceLength) return field;
    return cutToOctets(field, column.octets);
  }

  /** The reason to fail the whole load because of rejections, if there is one. */
  private failure(rejectedRows: readonly number[]): VerticaError | undefined {
    const { abortOnError, rejectMax } = this.copy;
    const first = rejectedRows[0];
    if (first === undefined) return undefined;
    const tooMany = rejectMax !== undefined && rejectMax > 0 && rejectedRows.length >= rejectMax;
    return abortOnError || tooMany ? copyRejected(first, this.rejected.get(first)!) : undefined;
  }

  /** SQL that is true for a converted field that its column cannot take. */
  private misfitSql(column: TargetColumn, i: number): string {
    return column.notNull ? `v${i} IS NULL` : `(v${i} IS NULL AND c${i} IS NOT NULL)`;
  }

  /** Converts the records that have come since the last call, and remembers those that do not fit. */
  private async convert(): Promise<void> {
    const values = this.columns.map((column, i) => `c${i}, ${valueSql(column, `c${i}`)} AS v${i}`);
    const source = `SELECT record, ${values.join(', ')} FROM temp.${STAGE}`;
    await this.connection.run(
      this.isConverted
        ? `INSERT INTO temp.${CONVERTED} ${source}`
        : `CREATE TEMP TABLE ${CONVERTED} AS ${source}`,
    );
    this.isConverted = true;
    await this.connection.run(`DELETE FROM temp.${STAGE}`);
    const reasons = this.columns
      .map((column, i) => {
        const about = `column ${i + 1} (${column.name})`.replaceAll("'", "''");
        return `WHEN ${this.misfitSql(column, i)} THEN 'Invalid value ''' || coalesce(c${i}, 'NULL') || ''' for ${about}'`;
      })
      .join(' ');
    const misfits = await this.connection.runAndReadAll(
      `SELECT record, CASE ${reasons} END AS reason FROM temp.${CONVERTED}
       WHERE record > $1 AND reason IS NOT NULL`,
      [BigInt(this.checkedRecords)],
    );
    for (const [record, reason] of misfits.getRows()) {
      this.rejected.set(Number(record), reason as string);
    }
  }

  private async moveIntoTarget(): Promise<number> {
    const names = this.columns.map(({ name }) => quote(name)).join(', ');
    const values = this.columns.map((_, i) => `v${i}`).join(', ');
    const fits = this.columns.map((column, i) => `NOT ${this.misfitSql(column, i)}`).join(' AND ');
    const result = await this.connection.run(
      `INSERT INTO ${this.target} (${names}) SELECT ${values} FROM temp.${CONVERTED} WHERE ${fits}`,
    );
    return result.rowsChanged;
  }
}
