-- The ten questions as views; those with parameters are called like functions:
--   SELECT * FROM stop_moments(film_id = '...', bucket_s = 60)
-- Names, parameters, columns and order are those of `npm run query -- --help`. The answers are live:
-- every mark that was acknowledged counts.
CREATE OR REPLACE VIEW most_watched_films AS
SELECT
    film_id,
    any(title) AS title,
    count() AS viewers,
    sum(least(max_position_s, duration_s)) / (viewers * any(duration_s)) AS completion
FROM viewers_of_films
INNER JOIN films USING (film_id)
GROUP BY film_id
HAVING viewers >= {min_viewers:UInt32}
ORDER BY completion DESC, viewers DESC, toString(film_id)
LIMIT {limit:UInt32};

CREATE OR REPLACE VIEW unfinished_films AS
SELECT
    film_id,
    any(title) AS title,
    count() AS viewers,
    countIf(unfinished) AS unfinished_viewers,
    unfinished_viewers / viewers AS unfinished_share,
    quantileExactLowOrNullIf(0.5)(last_position_s, unfinished) AS median_stop_s
FROM
(
    SELECT
        film_id,
        title,
        last_position_s,
        max_position_s < {finish_line:Float64} * duration_s AS unfinished
    FROM viewers_of_films
    INNER JOIN films USING (film_id)
)
GROUP BY film_id
HAVING viewers >= {min_viewers:UInt32}
ORDER BY unfinished_share DESC, viewers DESC, toString(film_id)
LIMIT {limit:UInt32};

CREATE OR REPLACE VIEW stop_moments AS
SELECT
    intDiv(last_position_s, {bucket_s:UInt32}) * {bucket_s:UInt32} AS bucket_start_s,
    count() AS viewers
FROM viewers_of_films
WHERE film_id = {film_id:UUID}
GROUP BY bucket_start_s
ORDER BY bucket_start_s;

-- Genres are joined to films and not to viewers: a list for each of a million viewers is what costs.
CREATE OR REPLACE VIEW completion_by_genre AS
SELECT
    arrayJoin(genres) AS genre,
    uniqExact(film_id) AS films,
    sum(film_viewers) AS viewers,
    sum(watched_s / duration_s) / viewers AS completion
FROM
(
    SELECT
        film_id,
        count() AS film_viewers,
        sum(least(max_position_s, duration_s)) AS watched_s
    FROM viewers_of_films
    INNER JOIN (SELECT film_id, duration_s FROM films) AS lengths USING (film_id)
    GROUP BY film_id
) AS watched
INNER JOIN (SELECT film_id, duration_s, genres FROM films) AS catalogue USING (film_id)
GROUP BY genre
ORDER BY genre;

CREATE OR REPLACE VIEW marks_of_unknown_films AS
SELECT
    film_id,
    count() AS marks,
    uniqExact(user_id) AS viewers,
    min(event_time) AS first_event_time,
    max(event_time) AS last_event_time
FROM view_marks
WHERE film_id GLOBAL IN
(
    SELECT DISTINCT film_id FROM progress_by_film WHERE film_id NOT IN (SELECT film_id FROM films)
)
GROUP BY film_id
ORDER BY marks DESC, toString(film_id)
LIMIT {limit:UInt32};

CREATE OR REPLACE VIEW resume_point AS
SELECT last_position_s AS position_s, last_event_time AS event_time
FROM viewers_of_films
WHERE film_id = {film_id:UUID} AND user_id = {user_id:UUID};

CREATE OR REPLACE VIEW viewer_history AS
SELECT
    film_id,
    title,
    last_event_time,
    last_position_s,
    max_position_s,
    least(max_position_s, duration_s) / duration_s AS completion
FROM
(
    SELECT film_id, last_event_time, last_position_s, max_position_s
    FROM viewers_of_films
    WHERE user_id = {user_id:UUID}
        AND film_id GLOBAL IN (SELECT film_id FROM films_by_viewer WHERE user_id = {user_id:UUID})
) AS watched
LEFT JOIN
(
    -- Only the viewer's films: a join with the whole catalogue would read all of it.
    SELECT film_id, toNullable(title) AS title, toNullable(duration_s) AS duration_s
    FROM films
    WHERE film_id GLOBAL IN (SELECT film_id FROM films_by_viewer WHERE user_id = {user_id:UUID})
) AS catalogue USING (film_id)
ORDER BY last_event_time DESC, toString(film_id)
LIMIT {limit:UInt32};

CREATE OR REPLACE VIEW marks_per_day AS
SELECT toDate32(event_time) AS day, count() AS marks
FROM view_marks
WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
    AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
GROUP BY day
ORDER BY day;

CREATE OR REPLACE VIEW unique_viewers_per_day AS
SELECT toDate32(event_time) AS day, uniqExact(user_id) AS viewers
FROM view_marks
WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
    AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
GROUP BY day
ORDER BY day;

CREATE OR REPLACE VIEW platform_by_hour AS
SELECT toHour(event_time) AS hour, platform, count() AS marks
FROM view_marks
WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
    AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
GROUP BY hour, platform
ORDER BY hour, platform;
