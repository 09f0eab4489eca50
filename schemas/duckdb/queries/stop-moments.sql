WITH stopped AS (
  SELECT max((event_time, position_s))[2] AS last_position_s
  FROM view_marks
  WHERE film_id = $film_id::UUID
  GROUP BY user_id
)
SELECT
  last_position_s // $bucket_s::BIGINT * $bucket_s::BIGINT AS bucket_start_s,
  count(*) AS viewers
FROM stopped
GROUP BY bucket_start_s
ORDER BY bucket_start_s
