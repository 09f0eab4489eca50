import type { MarkColumnsBuilder } from '../decoding';
import type { RecordCursor } from '../source';

/** Why a record cannot be a row. */
export interface RefusalReason {
  /** One of a closed, short list: it becomes a label of a metric. */
  readonly code: string;
  /** One line for people. */
  readonly detail: string;
}

/**
 * Turns records into rows. It must be a pure function of the record: a batch that is read again has
 * to be the same batch.
 */
export interface RecordDecoder {
  /**
   * Decodes the cursor's current record into the builder's next row and commits it.
   *
   * @returns undefined when it became a row; why not otherwise, with nothing committed
   */
  decode(cursor: RecordCursor, into: MarkColumnsBuilder): RefusalReason | undefined;
}
