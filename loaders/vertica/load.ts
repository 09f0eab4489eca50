import { StorageError } from '../storage-error';
import type { VerticaConnection } from './connection';

/** How many row numbers a message shows. */
const SHOWN_ROWS = 10;

/**
 * Loads rows by COPY, all of them or none.
 *
 * @param text `COPY ... FROM LOCAL STDIN ... RETURNREJECTED NO COMMIT`
 * @param rows how many rows the chunks hold
 * @throws StorageError BAD_BATCH when the server rejects rows, which it names; the caller rolls back
 */
export async function load(
  connection: VerticaConnection,
  text: string,
  rows: number,
  chunks: Iterable<Buffer>,
): Promise<void> {
  const { rowsLoaded, rejectedRows } = await connection.copy(text, chunks);
  if (rejectedRows.length > 0) {
    const shown = rejectedRows.slice(0, SHOWN_ROWS).join(', ');
    const more = rejectedRows.length > SHOWN_ROWS ? ', ...' : '';
    throw new StorageError(
      'BAD_BATCH',
      `vertica: the server rejected ${rejectedRows.length} of ${rows} rows (${shown}${more})`,
    );
  }
  if (rowsLoaded !== rows) {
    throw new StorageError(
      'ENGINE',
      `vertica: the server loaded ${rowsLoaded} of ${rows} rows and rejected none`,
    );
  }
}
