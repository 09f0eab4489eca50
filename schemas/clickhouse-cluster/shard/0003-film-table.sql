-- The film table: what the questions about films need, one row for each film, made anew every half
-- minute. A refresh replaces all rows at once; readers see the old ones or the new ones.
--
-- last_positions and max_positions hold the viewers of the film in the same order, sorted by last
-- position, so that any finish line and any width of bucket is answered from the same row.
-- Films that the catalogue does not have are known = 0, with an empty title and no duration.
-- Not replicated: a refresh replaces a table, and each replica does so for itself, from its own copy
-- of the shard's progress.
CREATE TABLE IF NOT EXISTS film_summary
(
    film_id UUID,
    known Bool,
    title String,
    duration_s UInt32,
    genres Array(LowCardinality(String)),
    viewers UInt64,
    watched_s UInt64 COMMENT 'sum over viewers of the max position, each at most the duration',
    last_positions Array(UInt32) CODEC(Delta, ZSTD),
    max_positions Array(UInt32) CODEC(ZSTD)
)
ENGINE = MergeTree
ORDER BY film_id
SETTINGS index_granularity = 256;

CREATE MATERIALIZED VIEW IF NOT EXISTS film_summary_refresh
REFRESH EVERY 30 SECOND TO film_summary AS
SELECT
    film_id,
    any(films.duration_s) > 0 AS known,
    any(films.title) AS title,
    any(films.duration_s) AS duration_s,
    any(films.genres) AS genres,
    count() AS viewers,
    sum(least(max_position_s, films.duration_s)) AS watched_s,
    arrayMap(stop -> stop.1, arraySort(groupArray((last_position_s, max_position_s)))) AS last_positions,
    arrayMap(stop -> stop.2, arraySort(groupArray((last_position_s, max_position_s)))) AS max_positions
FROM viewers_of_films
LEFT JOIN films USING (film_id)
GROUP BY film_id;

CREATE TABLE IF NOT EXISTS unknown_film_summary
(
    film_id UUID,
    marks UInt64,
    viewers UInt64,
    first_event_time DateTime64(3, 'UTC'),
    last_event_time DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY film_id;

-- Marks are counted where they are kept as received; the films to count are few and found in progress.
CREATE MATERIALIZED VIEW IF NOT EXISTS unknown_film_summary_refresh
REFRESH EVERY 30 SECOND TO unknown_film_summary AS
SELECT
    film_id,
    count() AS marks,
    uniqExact(user_id) AS viewers,
    min(event_time) AS first_event_time,
    max(event_time) AS last_event_time
FROM view_marks
WHERE film_id IN
(
    SELECT DISTINCT film_id FROM progress_by_film WHERE film_id NOT IN (SELECT film_id FROM films)
)
GROUP BY film_id;
