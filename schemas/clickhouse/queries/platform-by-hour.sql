SELECT toHour(event_time) AS hour, platform, count() AS marks
FROM view_marks
WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
    AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
GROUP BY hour, platform
ORDER BY hour, platform
