WITH reached AS (
  SELECT film_id, MAX(position_s) AS max_position_s, MAX(event_time) AS last_event_time
  FROM view_marks
  WHERE user_id = :user_id::UUID
  GROUP BY film_id
),
watched AS (
  SELECT r.film_id, r.max_position_s, r.last_event_time, MAX(m.position_s) AS last_position_s
  FROM reached r
  JOIN view_marks m ON m.film_id = r.film_id AND m.event_time = r.last_event_time
  WHERE m.user_id = :user_id::UUID
  GROUP BY r.film_id, r.max_position_s, r.last_event_time
),
ranked AS (
  SELECT
    film_id, max_position_s, last_event_time, last_position_s,
    ROW_NUMBER() OVER (ORDER BY last_event_time DESC, film_id::VARCHAR) AS place
  FROM watched
)
SELECT
  r.film_id,
  f.title,
  r.last_event_time,
  r.last_position_s,
  r.max_position_s,
  LEAST(r.max_position_s, f.duration_s)::FLOAT / f.duration_s::FLOAT AS completion
FROM ranked r
LEFT JOIN films f ON f.film_id = r.film_id
WHERE r.place <= :limit::INTEGER
ORDER BY r.place
