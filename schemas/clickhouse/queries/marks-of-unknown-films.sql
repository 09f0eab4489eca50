SELECT
    film_id,
    sum(viewer_marks) AS marks,
    count() AS viewers,
    min(viewer_first_time) AS first_event_time,
    max(viewer_last_time) AS last_event_time
FROM
(
    SELECT
        film_id,
        user_id,
        count() AS viewer_marks,
        min(event_time) AS viewer_first_time,
        max(event_time) AS viewer_last_time
    FROM view_marks
    WHERE film_id NOT IN (SELECT film_id FROM films)
    GROUP BY film_id, user_id
)
GROUP BY film_id
ORDER BY marks DESC, toString(film_id)
LIMIT {limit:UInt32}
SETTINGS optimize_aggregation_in_order = 1
