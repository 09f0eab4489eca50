-- The questions about films once more, answered from the film table: a few milliseconds, as of its
-- last refresh. The sums over rows of one film are for a cluster, where each shard has a row of it.
CREATE OR REPLACE VIEW cached_most_watched_films AS
SELECT
    film_id,
    any(title) AS title,
    sum(film.viewers) AS viewers,
    sum(watched_s) / (viewers * any(duration_s)) AS completion
FROM film_summary AS film
WHERE known
GROUP BY film_id
HAVING viewers >= {min_viewers:UInt32}
ORDER BY completion DESC, viewers DESC, toString(film_id)
LIMIT {limit:UInt32};

-- Only counts are ranked; the stops are looked at for the films that are shown.
CREATE OR REPLACE VIEW cached_unfinished_films AS
WITH ranked AS
(
    SELECT
        film_id,
        any(title) AS title,
        sum(film.viewers) AS viewers,
        sum(
            arrayCount(max -> max < {finish_line:Float64} * duration_s, max_positions)
        ) AS unfinished_viewers,
        unfinished_viewers / viewers AS unfinished_share
    FROM film_summary AS film
    WHERE known
    GROUP BY film_id
    HAVING viewers >= {min_viewers:UInt32}
    ORDER BY unfinished_share DESC, viewers DESC, toString(film_id)
    LIMIT {limit:UInt32}
)
SELECT
    film_id,
    title,
    viewers,
    unfinished_viewers,
    unfinished_share,
    if(unfinished_viewers = 0, NULL, stops[intDiv(unfinished_viewers + 1, 2)]) AS median_stop_s
FROM ranked
INNER JOIN
(
    SELECT
        film_id,
        arraySort(
            groupArrayArray(
                arrayFilter(
                    (last, max) -> max < {finish_line:Float64} * duration_s,
                    last_positions,
                    max_positions
                )
            )
        ) AS stops
    FROM film_summary
    WHERE film_id IN (SELECT film_id FROM ranked)
    GROUP BY film_id
) AS stopped USING (film_id)
ORDER BY unfinished_share DESC, viewers DESC, toString(film_id);

CREATE OR REPLACE VIEW cached_stop_moments AS
SELECT
    intDiv(arrayJoin(last_positions), {bucket_s:UInt32}) * {bucket_s:UInt32} AS bucket_start_s,
    count() AS viewers
FROM film_summary
WHERE film_id = {film_id:UUID}
GROUP BY bucket_start_s
ORDER BY bucket_start_s;

CREATE OR REPLACE VIEW cached_completion_by_genre AS
SELECT
    arrayJoin(genres) AS genre,
    uniqExact(film_id) AS films,
    sum(film.viewers) AS viewers,
    sum(watched_s / duration_s) / viewers AS completion
FROM film_summary AS film
WHERE known
GROUP BY genre
ORDER BY genre;

CREATE OR REPLACE VIEW cached_marks_of_unknown_films AS
SELECT
    film_id,
    sum(film.marks) AS marks,
    sum(film.viewers) AS viewers,
    min(film.first_event_time) AS first_event_time,
    max(film.last_event_time) AS last_event_time
FROM unknown_film_summary AS film
GROUP BY film_id
ORDER BY marks DESC, toString(film_id)
LIMIT {limit:UInt32};
