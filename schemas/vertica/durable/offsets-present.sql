-- Runs of consecutive offsets instead of every offset: a batch that is there is one row.
SELECT MIN(_offset) AS first_offset, MAX(_offset) AS last_offset
FROM (
  SELECT _offset, _offset - ROW_NUMBER() OVER (ORDER BY _offset) AS run
  FROM (
    SELECT DISTINCT _offset
    FROM view_marks
    WHERE _topic = :topic::VARCHAR(249) AND _partition = :partition::INTEGER
      AND _offset BETWEEN :first::INTEGER AND :last::INTEGER
  ) AS present
) AS numbered
GROUP BY run
ORDER BY first_offset
