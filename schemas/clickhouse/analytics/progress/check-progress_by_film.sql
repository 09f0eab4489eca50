-- Viewers of films whose progress is not what their marks say; the side that has nothing has the
-- least number there is.
SELECT
    film_id,
    user_id,
    if(max(marks_last) > max(kept_last) OR max(marks_max) > max(kept_max), 'behind', 'ahead') AS fault
FROM
(
    SELECT
        film_id,
        user_id,
        max(toInt128(toUnixTimestamp64Milli(event_time)) * 4294967296 + position_s) AS marks_last,
        max(position_s) AS marks_max,
        CAST('-170141183460469231731687303715884105728', 'Int128') AS kept_last,
        toUInt32(0) AS kept_max
    FROM view_marks
    GROUP BY film_id, user_id
    UNION ALL
    SELECT
        film_id,
        user_id,
        CAST('-170141183460469231731687303715884105728', 'Int128'),
        toUInt32(0),
        last_mark,
        max_position_s
    FROM progress_by_film
    FINAL
)
GROUP BY film_id, user_id
HAVING max(marks_last) != max(kept_last) OR max(marks_max) != max(kept_max)
ORDER BY film_id, user_id
LIMIT {limit:UInt32}
SETTINGS optimize_aggregation_in_order = 1
