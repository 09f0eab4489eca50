-- Progress: how far each viewer of each film came, and where and when the last mark was.
--
-- Both values are maxima, so a mark that arrives twice, late or in a replayed batch changes nothing.
-- last_mark makes "the position of the latest mark, and of several at that time the greatest" a
-- maximum too: milliseconds since 1970 times 2^32, plus the position. It has 128 bits so that every
-- time and position that view_marks can hold fits, those before 1970 too.
--
-- Codecs: user_id is random and does not compress; ZSTD takes a quarter off the rest of the row.
CREATE TABLE IF NOT EXISTS progress_by_film
(
    film_id UUID,
    user_id UUID,
    max_position_s SimpleAggregateFunction(max, UInt32) CODEC(ZSTD(1)),
    last_mark SimpleAggregateFunction(max, Int128) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY (film_id, user_id)
SETTINGS index_granularity = 1024;

-- Which films a viewer has marks of: what leads questions about one viewer to the rows above.
CREATE TABLE IF NOT EXISTS films_by_viewer
(
    user_id UUID,
    film_id UUID CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (user_id, film_id)
SETTINGS index_granularity = 1024;

-- Fed from the rollup, whose blocks are some ten times shorter than the marks.
CREATE MATERIALIZED VIEW IF NOT EXISTS films_by_viewer_feed TO films_by_viewer AS
SELECT user_id, film_id
FROM progress_by_film;

CREATE MATERIALIZED VIEW IF NOT EXISTS progress_by_film_feed TO progress_by_film AS
SELECT
    film_id,
    user_id,
    max(position_s) AS max_position_s,
    max(toInt128(toUnixTimestamp64Milli(event_time)) * 4294967296 + position_s) AS last_mark
FROM view_marks
GROUP BY film_id, user_id;

-- The marks from before the feeds. What arrives meanwhile comes twice, which changes nothing.
-- Blocks are not compared with those of an earlier run, whose rows may have been deleted since.
INSERT INTO progress_by_film
SETTINGS insert_deduplicate = 0
SELECT
    film_id,
    user_id,
    max(position_s),
    max(toInt128(toUnixTimestamp64Milli(event_time)) * 4294967296 + position_s)
FROM view_marks
GROUP BY film_id, user_id
SETTINGS optimize_aggregation_in_order = 1;

-- Progress as analysts read it, one row for each viewer of each film.
CREATE OR REPLACE VIEW viewers_of_films AS
SELECT
    film_id,
    user_id,
    max_position_s,
    toUInt32(bitAnd(last_mark, 4294967295)) AS last_position_s,
    fromUnixTimestamp64Milli(toInt64(bitShiftRight(last_mark, 32)), 'UTC') AS last_event_time
FROM progress_by_film
FINAL;
