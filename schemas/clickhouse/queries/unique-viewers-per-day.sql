SELECT toDate32(event_time) AS day, uniqExact(user_id) AS viewers
FROM view_marks
WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
    AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
GROUP BY day
ORDER BY day
