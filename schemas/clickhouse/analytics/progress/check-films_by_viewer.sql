SELECT film_id, user_id, if(max(has_progress) = 1, 'behind', 'ahead') AS fault
FROM
(
    SELECT film_id, user_id, 1 AS has_progress, 0 AS is_listed FROM progress_by_film
    UNION ALL
    SELECT film_id, user_id, 0, 1 FROM films_by_viewer
)
GROUP BY film_id, user_id
HAVING max(has_progress) != max(is_listed)
ORDER BY film_id, user_id
LIMIT {limit:UInt32}
