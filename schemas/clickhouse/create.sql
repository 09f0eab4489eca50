-- One row per mark as received. Statements end with a semicolon at the end of a line.
--
-- ORDER BY: every question but two is about the pairs of a film and a viewer, so a pair's marks lie
-- together; grouping by pair then needs no hash table, and one pair or one film is one range.
-- user_bloom: a viewer's history is the one lookup that the order does not help.
-- Codecs: mark_id is random and does not compress; the others grow slowly within a pair.
-- _topic, _partition, _offset: the record of Kafka that the mark came as; marks that came in another way
-- have the defaults. offset_range: reading back which offsets of a partition are there skips what is older.
-- non_replicated_deduplication_window: tokens remembered for each partition's part; above the 1,632
-- months from 1970 to 2105, so that even a batch over all of them is recognised when sent again.
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
