SELECT
    film_id,
    any(title) AS title,
    count() AS viewers,
    sum(least(max_position_s, duration_s)) / (viewers * any(duration_s)) AS completion
FROM
(
    SELECT film_id, user_id, max(position_s) AS max_position_s
    FROM view_marks
    GROUP BY film_id, user_id
) AS viewer_of_film
INNER JOIN films USING (film_id)
GROUP BY film_id
HAVING viewers >= {min_viewers:UInt32}
ORDER BY completion DESC, viewers DESC, toString(film_id)
LIMIT {limit:UInt32}
SETTINGS optimize_aggregation_in_order = 1
