SELECT name, value
FROM duckdb_settings()
WHERE name IN ('checkpoint_threshold', 'memory_limit', 'preserve_insertion_order', 'threads')
ORDER BY name
