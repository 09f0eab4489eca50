WITH reached AS (
  SELECT film_id, user_id, max(position_s) AS max_position_s, max(event_time) AS last_event_time
  FROM view_marks
  GROUP BY film_id, user_id
),
unfinished AS (
  SELECT film_id, user_id, last_event_time
  FROM reached
  JOIN films USING (film_id)
  WHERE max_position_s < $finish_line::DOUBLE * duration_s
),
-- The marks are read a second time: cheaper than one pass that keeps (event_time, position_s) a viewer.
stopped AS (
  SELECT film_id, user_id, max(position_s) AS last_position_s
  FROM view_marks
  JOIN unfinished USING (film_id, user_id)
  WHERE event_time = last_event_time
  GROUP BY film_id, user_id
)
SELECT
  film_id,
  title,
  count(*) AS viewers,
  count(last_position_s) AS unfinished_viewers,
  count(last_position_s) / count(*) AS unfinished_share,
  quantile_disc(last_position_s, 0.5) AS median_stop_s
FROM reached
JOIN films USING (film_id)
LEFT JOIN stopped USING (film_id, user_id)
GROUP BY film_id, title
HAVING count(*) >= $min_viewers::BIGINT
ORDER BY unfinished_share DESC, viewers DESC, film_id
LIMIT $limit::BIGINT
