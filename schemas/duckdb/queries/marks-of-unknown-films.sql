SELECT
  film_id,
  count(*) AS marks,
  count(DISTINCT user_id) AS viewers,
  min(event_time) AS first_event_time,
  max(event_time) AS last_event_time
FROM view_marks
ANTI JOIN films USING (film_id)
GROUP BY film_id
ORDER BY marks DESC, film_id
LIMIT $limit::BIGINT
