WITH reached AS (
  SELECT film_id, user_id, max(position_s) AS max_position_s
  FROM view_marks
  GROUP BY film_id, user_id
),
watched AS (
  SELECT
    film_id,
    genres,
    count(*) AS film_viewers,
    sum(least(max_position_s, duration_s))::DOUBLE / duration_s AS completions
  FROM reached
  JOIN films USING (film_id)
  GROUP BY film_id, genres, duration_s
),
of_genre AS (
  SELECT unnest(genres) AS genre, film_viewers, completions
  FROM watched
)
SELECT
  genre,
  count(*) AS films,
  sum(film_viewers) AS viewers,
  sum(completions) / sum(film_viewers) AS completion
FROM of_genre
GROUP BY genre
ORDER BY genre
