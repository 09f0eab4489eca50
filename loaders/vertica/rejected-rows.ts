import { StorageError } from '../storage-error';

/** How many row numbers a message shows. */
const SHOWN_ROWS = 10;

/** The server rejected rows of a load, and nothing of it was kept. */
export class RejectedRowsError extends StorageError {
  /** Numbers of the rejected rows within the batch, counted from 1, ascending. */
  readonly rejectedRows: readonly number[];

  /** @param rows of the batch */
  constructor(
    readonly rows: number,
    rejectedRows: readonly number[],
  ) {
    const shown = rejectedRows.slice(0, SHOWN_ROWS).join(', ');
    const more = rejectedRows.length > SHOWN_ROWS ? ', ...' : '';
    super(
      'BAD_BATCH',
      `vertica: the server rejected ${rejectedRows.length} of ${rows} rows (${shown}${more})`,
    );
    this.rejectedRows = rejectedRows;
  }
}
