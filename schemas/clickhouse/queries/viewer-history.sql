SELECT
    film_id,
    title,
    last_event_time,
    last_position_s,
    max_position_s,
    least(max_position_s, duration_s) / duration_s AS completion
FROM
(
    SELECT
        film_id,
        max(event_time) AS last_event_time,
        argMax(position_s, (event_time, position_s)) AS last_position_s,
        max(position_s) AS max_position_s
    FROM view_marks
    WHERE user_id = {user_id:UUID}
    GROUP BY film_id
) AS watched
LEFT JOIN films USING (film_id)
ORDER BY last_event_time DESC, toString(film_id)
LIMIT {limit:UInt32}
SETTINGS join_use_nulls = 1
