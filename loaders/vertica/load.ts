import { StorageError } from '../storage-error';
import type { VerticaConnection } from './connection';
import { RejectedRowsError } from './rejected-rows';

/**
 * Loads rows by COPY, all of them or none.
 *
 * @param text `COPY ... FROM LOCAL STDIN ... RETURNREJECTED NO COMMIT`
 * @param rows how many rows the chunks hold
 * @throws RejectedRowsError when the server rejects rows; the caller rolls back
 */
export async function load(
  connection: VerticaConnection,
  text: string,
  rows: number,
  chunks: Iterable<Buffer>,
): Promise<void> {
  const { rowsLoaded, rejectedRows } = await connection.copy(text, chunks);
  if (rejectedRows.length > 0) throw new RejectedRowsError(rows, rejectedRows.map(Number));
  if (rowsLoaded !== rows) {
    throw new StorageError(
      'ENGINE',
      `vertica: the server loaded ${rowsLoaded} of ${rows} rows and rejected none`,
    );
  }
}
