-- quantileExactLow is the lower median; OrNull: null where every viewer finished.
SELECT
    film_id,
    any(title) AS title,
    count() AS viewers,
    countIf(unfinished) AS unfinished_viewers,
    unfinished_viewers / viewers AS unfinished_share,
    quantileExactLowOrNullIf(0.5)(last_position_s, unfinished) AS median_stop_s
FROM
(
    SELECT
        film_id,
        title,
        last_position_s,
        max_position_s < {finish_line:Float64} * duration_s AS unfinished
    FROM
    (
        SELECT
            film_id,
            user_id,
            max(position_s) AS max_position_s,
            argMax(position_s, (event_time, position_s)) AS last_position_s
        FROM view_marks
        GROUP BY film_id, user_id
    ) AS viewer_of_film
    INNER JOIN films USING (film_id)
)
GROUP BY film_id
HAVING viewers >= {min_viewers:UInt32}
ORDER BY unfinished_share DESC, viewers DESC, toString(film_id)
LIMIT {limit:UInt32}
SETTINGS optimize_aggregation_in_order = 1
