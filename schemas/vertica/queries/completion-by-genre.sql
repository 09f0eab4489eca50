WITH reached AS (
  SELECT film_id, user_id, MAX(position_s) AS max_position_s
  FROM view_marks
  GROUP BY film_id, user_id
),
watched AS (
  SELECT
    f.film_id,
    COUNT(*) AS film_viewers,
    SUM(LEAST(r.max_position_s, f.duration_s))::FLOAT / f.duration_s::FLOAT AS completions
  FROM reached r
  JOIN films f ON f.film_id = r.film_id
  GROUP BY f.film_id, f.duration_s
)
SELECT
  g.genre,
  COUNT(*) AS films,
  SUM(w.film_viewers) AS viewers,
  SUM(w.completions) / SUM(w.film_viewers)::FLOAT AS completion
FROM watched w
JOIN film_genres g ON g.film_id = w.film_id
GROUP BY g.genre
ORDER BY g.genre
