-- What was applied, in the database itself. Two runs at the same time may both write a row for the
-- same migration; the rows then say the same, or the second run sees that they do not.
CREATE TABLE IF NOT EXISTS schema_migrations
(
    number UInt16,
    name String,
    sha256 String,
    applied_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY number
