SELECT HOUR(event_time) AS "hour", platform, COUNT(*) AS marks
FROM view_marks
WHERE event_time >= :from_day::DATE AND event_time < :to_day::DATE + 1
GROUP BY HOUR(event_time), platform
ORDER BY "hour", platform
