WITH reached AS (
  SELECT user_id, MAX(event_time) AS last_event_time
  FROM view_marks
  WHERE film_id = :film_id::UUID
  GROUP BY user_id
),
stopped AS (
  SELECT m.user_id, MAX(m.position_s) AS last_position_s
  FROM view_marks m
  JOIN reached r ON r.user_id = m.user_id AND r.last_event_time = m.event_time
  WHERE m.film_id = :film_id::UUID
  GROUP BY m.user_id
),
bucketed AS (
  SELECT last_position_s - MOD(last_position_s, :bucket_s::INTEGER) AS bucket_start_s
  FROM stopped
)
SELECT bucket_start_s, COUNT(*) AS viewers
FROM bucketed
GROUP BY bucket_start_s
ORDER BY bucket_start_s
