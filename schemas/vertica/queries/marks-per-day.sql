SELECT event_time::DATE AS "day", COUNT(*) AS marks
FROM view_marks
WHERE event_time >= :from_day::DATE AND event_time < :to_day::DATE + 1
GROUP BY event_time::DATE
ORDER BY "day"
