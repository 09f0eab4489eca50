WITH watched AS (
  SELECT
    film_id,
    max((event_time, position_s)) AS last_mark,
    max(position_s) AS max_position_s
  FROM view_marks
  WHERE user_id = $user_id::UUID
  GROUP BY film_id
)
SELECT
  film_id,
  title,
  last_mark[1] AS last_event_time,
  last_mark[2] AS last_position_s,
  max_position_s,
  least(max_position_s, duration_s) / duration_s AS completion
FROM watched
LEFT JOIN films USING (film_id)
ORDER BY last_event_time DESC, film_id
LIMIT $limit::BIGINT
