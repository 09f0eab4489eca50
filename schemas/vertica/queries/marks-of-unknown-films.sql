WITH unlisted AS (
  SELECT
    m.film_id,
    COUNT(*) AS marks,
    COUNT(DISTINCT m.user_id) AS viewers,
    MIN(m.event_time) AS first_event_time,
    MAX(m.event_time) AS last_event_time
  FROM view_marks m
  LEFT JOIN films f ON f.film_id = m.film_id
  WHERE f.film_id IS NULL
  GROUP BY m.film_id
),
ranked AS (
  SELECT
    film_id, marks, viewers, first_event_time, last_event_time,
    ROW_NUMBER() OVER (ORDER BY marks DESC, film_id::VARCHAR) AS place
  FROM unlisted
)
SELECT film_id, marks, viewers, first_event_time, last_event_time
FROM ranked
WHERE place <= :limit::INTEGER
ORDER BY place
