SELECT
    arrayJoin(genres) AS genre,
    uniqExact(film_id) AS films,
    sum(film_viewers) AS viewers,
    sum(film_completion) / viewers AS completion
FROM
(
    SELECT
        film_id,
        any(genres) AS genres,
        count() AS film_viewers,
        sum(least(max_position_s, duration_s) / duration_s) AS film_completion
    FROM
    (
        SELECT film_id, user_id, max(position_s) AS max_position_s
        FROM view_marks
        GROUP BY film_id, user_id
    ) AS viewer_of_film
    INNER JOIN films USING (film_id)
    GROUP BY film_id
)
GROUP BY genre
ORDER BY genre
SETTINGS optimize_aggregation_in_order = 1
