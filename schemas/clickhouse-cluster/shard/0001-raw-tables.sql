-- What one shard keeps, in the database `viewmarks` of each of its replicas. The macros cluster, shard
-- and replica are those of the node's configuration; the replicas of a shard share a path in Keeper.
--
-- Columns, order and codecs are those of schemas/clickhouse, which research measured. Partitions are
-- months of the mark: three years are 36 of them, a month is what retention drops at once and what one
-- insert of the ETL stays within, and the questions that name a period name days.
-- The tokens of inserts are remembered in Keeper for a week, by all replicas of the shard together.
CREATE TABLE IF NOT EXISTS view_marks
(
    mark_id UUID CODEC(NONE),
    user_id UUID,
    film_id UUID,
    position_s UInt32 CODEC(Delta, LZ4),
    event_time DateTime64(3, 'UTC') CODEC(Delta, LZ4),
    platform LowCardinality(String),
    _topic LowCardinality(String) DEFAULT '',
    _partition Int32 DEFAULT -1,
    _offset Int64 DEFAULT -1 CODEC(Delta, LZ4),
    INDEX user_bloom user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX offset_range _offset TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedMergeTree('/clickhouse/{cluster}/{shard}/view_marks', '{replica}')
PARTITION BY toYYYYMM(event_time)
ORDER BY (film_id, user_id, event_time)
SETTINGS
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800;

-- A few megabytes, wanted by every query on every node: each node has its own copy, and the catalogue
-- is loaded into each (npm run films).
CREATE TABLE IF NOT EXISTS films
(
    film_id UUID,
    title String,
    duration_s UInt32,
    genres Array(LowCardinality(String)),
    release_year UInt16
)
ENGINE = MergeTree
ORDER BY film_id;
