WITH reached AS (
  SELECT film_id, user_id, MAX(position_s) AS max_position_s
  FROM view_marks
  GROUP BY film_id, user_id
),
watched AS (
  SELECT
    f.film_id,
    f.title,
    COUNT(*) AS viewers,
    SUM(LEAST(r.max_position_s, f.duration_s))::FLOAT / (COUNT(*) * f.duration_s)::FLOAT AS completion
  FROM reached r
  JOIN films f ON f.film_id = r.film_id
  GROUP BY f.film_id, f.title, f.duration_s
  HAVING COUNT(*) >= :min_viewers::INTEGER
),
-- Whether LIMIT takes a parameter is not documented.
ranked AS (
  SELECT
    film_id, title, viewers, completion,
    ROW_NUMBER() OVER (ORDER BY completion DESC, viewers DESC, film_id::VARCHAR) AS place
  FROM watched
)
SELECT film_id, title, viewers, completion
FROM ranked
WHERE place <= :limit::INTEGER
ORDER BY place
