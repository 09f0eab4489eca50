-- Only parts of a few megabytes and more keep a file for each column and can tell their sizes.
SELECT table, column, sum(column_data_compressed_bytes) AS bytes
FROM system.parts_columns
WHERE active AND database = currentDatabase() AND table = 'view_marks'
GROUP BY table, column
HAVING bytes > 0
ORDER BY bytes DESC, column
