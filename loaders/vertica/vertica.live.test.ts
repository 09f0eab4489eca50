/**
 * What only a Vertica server can prove; its own figures are nobody's to publish, so nothing is timed.
 * The contract suite of all storages runs on the same server when VERTICA_URL names one.
 */
import type vertica from 'vertica-nodejs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countMarks, failsWith, FILMS, series } from '../../test-support/contract-suite';
import { describeWhereObtained } from '../../test-support/skipping';
import { connectDriver, disconnectDriver } from '../../test-support/vertica-double/connect-driver';
import { startTestVertica, type TestVertica } from '../../test-support/vertica-server';
import { asDurableSink, type DurableSink } from '../durable-sink';
import { openStorage } from '../open-storage';
import { RejectedRowsError } from './rejected-rows';

const ROWS = 20_000;

describeWhereObtained('vertica-server')('On a Vertica server', () => {
  let host: TestVertica;
  let url: string;
  let storage: DurableSink;
  let client: vertica.Client;

  beforeAll(async () => {
    host = await startTestVertica();
    url = await host.freshUrl();
    storage = asDurableSink(await openStorage(url));
    await storage.createSchema();
    await storage.replaceFilms(FILMS);
    const { hostname, port } = new URL(url.replace(/^vertica:/, 'http:'));
    client = await connectDriver({ url, host: hostname, port: Number(port || 5433) });
  });

  afterAll(async () => {
    await disconnectDriver(client);
    await storage.close();
    await host.stop();
  });

  function origin(rows: number, topic = 'view-marks') {
    const offsets = BigInt64Array.from({ length: rows }, (_, row) => BigInt(row));
    return { topic, partition: 0, offsets };
  }

  async function namesIn(table: string, condition: string): Promise<string[]> {
    const schema = new URL(url.replace(/^vertica:/, 'http:')).searchParams.get('schema')!;
    const { rows } = await client.query(
      `SELECT projection_basename AS name FROM ${table}
       WHERE projection_schema = '${schema}' AND ${condition} GROUP BY 1 ORDER BY 1`,
    );
    return rows.map(({ name }) => String(name));
  }

  const PROJECTIONS = ['view_marks_by_film', 'view_marks_by_origin', 'view_marks_by_viewer'];

  it('it is Vertica that answers, and no double', () => {
    expect(storage.identity.engineVersion).toMatch(/^Vertica Analytic Database v\d+/);
  });

  it('the table has the projections of create.sql, and they are up to date', async () => {
    const ofMarks = "anchor_table_name = 'view_marks'";
    expect(await namesIn('v_catalog.projections', ofMarks)).toEqual(PROJECTIONS);
    expect(await namesIn('v_catalog.projections', `${ofMarks} AND is_up_to_date`)).toEqual(
      PROJECTIONS,
    );
  });

  it.each(['copy', 'values'])('marks come by %s with their offsets, once each', async (format) => {
    const before = await countMarks(storage);
    const rows = format === 'copy' ? ROWS : 300;
    const batch = series(rows, 100);
    const options = { token: `live ${format}`, format, origin: origin(rows, format) };
    await storage.insert(batch, options);
    await storage.insert(batch, options);
    expect(await countMarks(storage)).toBe(before + rows);
    const present = await storage.offsetsPresent(format, 0, 0n, 2n ** 53n - 1n);
    expect(present).toEqual(options.origin.offsets);
    expect(await storage.greatestOffset(format, 0, 0n)).toBe(BigInt(rows - 1));
  });

  it('size settles the table, takes its statistics and adds up its columns', async () => {
    const size = await storage.size();
    expect(size.rows).toBe(await countMarks(storage));
    expect(size.columns.map(({ column }) => column)).toContain('mark_id');
    expect(size.bytes).toBeGreaterThan(16 * size.rows);
    expect(
      await namesIn('v_catalog.projections', "anchor_table_name = 'view_marks' AND has_statistics"),
    ).toEqual(PROJECTIONS);
  });

  it('rejected rows are counted and named, and nothing of their batch is kept', async () => {
    const before = await countMarks(storage);
    const tooLong = { token: 'live rejected', origin: origin(3, 'x'.repeat(250)) };
    const error = await storage.insert(series(3), tooLong).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(RejectedRowsError);
    expect(error).toMatchObject({ rows: 3, rejectedRows: [1, 2, 3] });
    expect(await countMarks(storage)).toBe(before);
  });

  it('the session of an insert is found by its token and closed by another storage', async () => {
    const rows = 2_000_000;
    const batch = series(rows, 1000);
    const token = 'live ended';
    const other = asDurableSink(await openStorage(url));
    const attempt = storage
      .insert(batch, { token: `${token}/1`, origin: origin(rows, token) })
      .then(
        () => 'done',
        (error: unknown) => error,
      );
    await other.endInsert(token);
    const present = (await other.offsetsPresent(token, 0, 0n, BigInt(rows))).length;
    const outcome = await attempt;
    // It may have been too early to be found; then it ran to its end.
    if (outcome !== 'done') {
      expect(outcome).toEqual(failsWith('CONNECTION_LOST'));
      expect(present).toBe(0);
    }
    await other.insert(batch, { token: `${token}/1`, origin: origin(rows, token) });
    expect((await other.offsetsPresent(token, 0, 0n, BigInt(rows))).length).toBe(rows);
    await other.close();
  });

  it.each<[string, (wrong: URL) => void, 'UNAUTHENTICATED' | 'NO_DATABASE']>([
    ['password', (wrong) => (wrong.password = 'not the password'), 'UNAUTHENTICATED'],
    ['database', (wrong) => (wrong.pathname = '/no_such_database'), 'NO_DATABASE'],
  ])('a wrong %s is one line', async (_, spoil, code) => {
    const wrong = new URL(url);
    spoil(wrong);
    await expect(openStorage(String(wrong))).rejects.toEqual(failsWith(code));
  });
});
