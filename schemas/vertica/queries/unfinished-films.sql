-- The marks are read a second time for the last positions: both readings follow the order of
-- view_marks_by_film, so that grouping and join need no sort.
WITH reached AS (
  SELECT film_id, user_id, MAX(position_s) AS max_position_s, MAX(event_time) AS last_event_time
  FROM view_marks
  GROUP BY film_id, user_id
),
judged AS (
  SELECT
    r.film_id,
    r.user_id,
    r.last_event_time,
    f.title,
    CASE WHEN r.max_position_s < :finish_line::FLOAT * f.duration_s THEN 1 ELSE 0 END AS unfinished
  FROM reached r
  JOIN films f ON f.film_id = r.film_id
),
stopped AS (
  SELECT m.film_id, m.user_id, MAX(m.position_s) AS last_position_s
  FROM view_marks m
  JOIN judged j
    ON j.film_id = m.film_id AND j.user_id = m.user_id AND j.last_event_time = m.event_time
  WHERE j.unfinished = 1
  GROUP BY m.film_id, m.user_id
),
placed AS (
  SELECT
    film_id,
    last_position_s,
    ROW_NUMBER() OVER (PARTITION BY film_id ORDER BY last_position_s) AS place,
    COUNT(*) OVER (PARTITION BY film_id) AS stops
  FROM stopped
),
medians AS (
  SELECT film_id, MIN(CASE WHEN place * 2 >= stops THEN last_position_s END) AS median_stop_s
  FROM placed
  GROUP BY film_id
),
of_film AS (
  SELECT
    film_id,
    title,
    COUNT(*) AS viewers,
    SUM(unfinished) AS unfinished_viewers,
    SUM(unfinished)::FLOAT / COUNT(*)::FLOAT AS unfinished_share
  FROM judged
  GROUP BY film_id, title
  HAVING COUNT(*) >= :min_viewers::INTEGER
),
ranked AS (
  SELECT
    film_id, title, viewers, unfinished_viewers, unfinished_share,
    ROW_NUMBER() OVER (ORDER BY unfinished_share DESC, viewers DESC, film_id::VARCHAR) AS place
  FROM of_film
)
SELECT
  r.film_id, r.title, r.viewers, r.unfinished_viewers, r.unfinished_share, m.median_stop_s
FROM ranked r
LEFT JOIN medians m ON m.film_id = r.film_id
WHERE r.place <= :limit::INTEGER
ORDER BY r.place
