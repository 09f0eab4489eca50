-- All projections of the table on all nodes, copies for K-safety included. Vertica's own column epoch
-- is one of the rows.
SELECT column_name, SUM(used_bytes) AS bytes
FROM v_monitor.column_storage
WHERE anchor_table_schema = CURRENT_SCHEMA() AND anchor_table_name = 'view_marks'
GROUP BY column_name
ORDER BY column_name
