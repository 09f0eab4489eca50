SELECT number, name, sha256, min(applied_at) AS first_applied_at
FROM schema_migrations
GROUP BY number, name, sha256
ORDER BY number, first_applied_at
