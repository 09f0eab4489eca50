-- The database `viewmarks_all` of every node: the tables of all shards under the names that they have
-- in a shard, so that the questions are the same text as on a server alone. Nothing is stored here.
--
-- The empty database stands for the default_database of each shard in the cluster's definition.
--
-- Sharding: a mark goes to the shard that the ETL would take it to, so that all marks of a viewer's
-- film are together and a maximum over them is computed inside one shard. The ETL writes each of the
-- topic's 12 partitions to shard `partition mod shards`; Kafka's default partitioner is the murmur2
-- hash of the key `user_id:film_id`. The ETL inserts into the shard's own table, where a retry meets
-- the token of the first attempt; this expression is for whoever inserts by hand.
-- A topic with another number of partitions needs another number here, and a migration of its own.
--
-- internal_replication is set in the cluster's definition: an insert goes to one replica of a shard,
-- and the replicated table brings it to the other.
CREATE TABLE IF NOT EXISTS view_marks
(
    mark_id UUID,
    user_id UUID,
    film_id UUID,
    position_s UInt32,
    event_time DateTime64(3, 'UTC'),
    platform LowCardinality(String),
    _topic LowCardinality(String) DEFAULT '',
    _partition Int32 DEFAULT -1,
    _offset Int64 DEFAULT -1
)
ENGINE = Distributed(
    'viewmarks', '', 'view_marks',
    bitAnd(kafkaMurmurHash(concat(toString(user_id), ':', toString(film_id))), 2147483647) % 12
);

CREATE TABLE IF NOT EXISTS progress_by_film
(
    film_id UUID,
    user_id UUID,
    max_position_s SimpleAggregateFunction(max, UInt32),
    last_mark SimpleAggregateFunction(max, Int128)
)
ENGINE = Distributed('viewmarks', '', 'progress_by_film');

CREATE TABLE IF NOT EXISTS films_by_viewer
(
    user_id UUID,
    film_id UUID
)
ENGINE = Distributed('viewmarks', '', 'films_by_viewer');

CREATE TABLE IF NOT EXISTS film_summary
(
    film_id UUID,
    known Bool,
    title String,
    duration_s UInt32,
    genres Array(LowCardinality(String)),
    viewers UInt64,
    watched_s UInt64,
    last_positions Array(UInt32),
    max_positions Array(UInt32)
)
ENGINE = Distributed('viewmarks', '', 'film_summary');

CREATE TABLE IF NOT EXISTS unknown_film_summary
(
    film_id UUID,
    marks UInt64,
    viewers UInt64,
    first_event_time DateTime64(3, 'UTC'),
    last_event_time DateTime64(3, 'UTC')
)
ENGINE = Distributed('viewmarks', '', 'unknown_film_summary');

-- Every node has the whole catalogue; a join with it stays on the node that has the progress.
CREATE OR REPLACE VIEW films AS
SELECT film_id, title, duration_s, genres, release_year
FROM viewmarks.films;

CREATE OR REPLACE VIEW film_durations AS
SELECT film_id, duration_s, first_seen
FROM viewmarks.film_durations;

CREATE OR REPLACE VIEW viewers_of_films AS
SELECT
    film_id,
    user_id,
    max_position_s,
    toUInt32(bitAnd(last_mark, 4294967295)) AS last_position_s,
    fromUnixTimestamp64Milli(toInt64(bitShiftRight(last_mark, 32)), 'UTC') AS last_event_time
FROM progress_by_film
FINAL;
