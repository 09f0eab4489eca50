-- The marks as received and the catalogue: the tables that create.sql makes and research measured.
--
-- Migrations are applied in the order of their numbers, once; a text that was applied is never
-- edited. Every statement may run twice, also at the same time in two places: a migration that was
-- cut in its middle is run again from its start.
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
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (film_id, user_id, event_time)
SETTINGS non_replicated_deduplication_window = 10000;

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
