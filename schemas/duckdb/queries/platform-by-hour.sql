SELECT hour(event_time::TIMESTAMP) AS hour, platform::VARCHAR AS platform, count(*) AS marks
FROM view_marks
WHERE event_time >= $from_day::DATE::TIMESTAMP_MS AND event_time < ($to_day::DATE + 1)::TIMESTAMP_MS
GROUP BY ALL
ORDER BY hour, platform
