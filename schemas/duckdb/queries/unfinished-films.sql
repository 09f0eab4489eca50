WITH watched AS (
  SELECT
    film_id,
    user_id,
    max(position_s) AS max_position_s,
    max((event_time, position_s))[2] AS last_position_s
  FROM view_marks
  GROUP BY film_id, user_id
),
stopped AS (
  SELECT
    film_id,
    title,
    last_position_s,
    max_position_s < $finish_line::DOUBLE * duration_s AS is_unfinished
  FROM watched
  JOIN films USING (film_id)
)
SELECT
  film_id,
  title,
  count(*) AS viewers,
  count(*) FILTER (is_unfinished) AS unfinished_viewers,
  unfinished_viewers / viewers AS unfinished_share,
  quantile_disc(last_position_s, 0.5) FILTER (is_unfinished) AS median_stop_s
FROM stopped
GROUP BY film_id, title
HAVING viewers >= $min_viewers::BIGINT
ORDER BY unfinished_share DESC, viewers DESC, film_id
LIMIT $limit::BIGINT
