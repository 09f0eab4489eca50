SELECT event_time::DATE AS day, count(DISTINCT user_id) AS viewers
FROM view_marks
WHERE event_time >= $from_day::DATE::TIMESTAMP_MS AND event_time < ($to_day::DATE + 1)::TIMESTAMP_MS
GROUP BY day
ORDER BY day
