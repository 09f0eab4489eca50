-- Where each stored segment of view_marks lies. The engine does not say how long a segment is: it
-- ends where the next one in its block begins, or at the end of the block. Constant segments have
-- no block (-1) and no bytes.
WITH segments AS (
  SELECT column_name, block_id, block_offset, additional_block_ids
  FROM pragma_storage_info('view_marks')
  WHERE block_id >= 0
),
lengths AS (
  SELECT
    column_name,
    lead(block_offset, 1, block_size) OVER (PARTITION BY block_id ORDER BY block_offset)
      - block_offset
      + len(additional_block_ids) * block_size AS bytes
  FROM segments, (SELECT block_size FROM pragma_database_size())
)
SELECT name AS column_name, coalesce(sum(bytes), 0) AS bytes
FROM pragma_table_info('view_marks')
LEFT JOIN lengths ON column_name = name
GROUP BY name, cid
ORDER BY cid
