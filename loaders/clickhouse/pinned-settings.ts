/**
 * Greatest number of rows in one insert. Above the engine's own `max_insert_block_size` a batch
 * would be cut into blocks, and a fault between two blocks would leave a part of it.
 */
export const MAX_BATCH_ROWS = 1_048_449;

/**
 * What an insert needs so that a batch is neither doubled nor dropped, whatever the defaults of the
 * engine's version and the server's profile are.
 */
export const INSERT_SETTINGS: Readonly<Record<string, string>> = {
  // Acknowledged means stored, not queued.
  async_insert: '0',
  // A batch is one block: no second thread, and no parser that cuts it.
  max_insert_threads: '1',
  input_format_parallel_parsing: '0',
  insert_deduplicate: '1',
  // A block that was recognised must not reach the views that depend on the table a second time.
  deduplicate_blocks_in_dependent_materialized_views: '1',
  // Partitions are months, and the marks may be of any month from 1970 to 2105.
  max_partitions_per_insert_block: '1700',
};

/** What an answer needs so that its form, and what its time means, are the same on every server. */
export const READ_SETTINGS: Readonly<Record<string, string>> = {
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: '0',
  // Otherwise a question that was asked before skips the granules that did not match it.
  use_query_condition_cache: '0',
};
