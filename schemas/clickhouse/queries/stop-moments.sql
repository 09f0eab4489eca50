SELECT
    intDiv(last_position_s, {bucket_s:UInt32}) * {bucket_s:UInt32} AS bucket_start_s,
    count() AS viewers
FROM
(
    SELECT argMax(position_s, (event_time, position_s)) AS last_position_s
    FROM view_marks
    WHERE film_id = {film_id:UUID}
    GROUP BY film_id, user_id
)
GROUP BY bucket_start_s
ORDER BY bucket_start_s
SETTINGS optimize_aggregation_in_order = 1
