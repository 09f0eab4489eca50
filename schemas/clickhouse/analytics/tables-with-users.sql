-- Every table that keeps rows of users, also one that a later migration or somebody else made.
SELECT table
FROM system.columns
INNER JOIN system.tables AS tables
    ON tables.database = columns.database AND tables.name = columns.table
WHERE columns.database = currentDatabase()
    AND columns.name = 'user_id'
    AND tables.engine LIKE '%MergeTree'
ORDER BY table = 'view_marks' DESC, table
