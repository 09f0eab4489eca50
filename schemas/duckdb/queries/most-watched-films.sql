WITH reached AS (
  SELECT film_id, user_id, max(position_s) AS max_position_s
  FROM view_marks
  GROUP BY film_id, user_id
)
SELECT
  film_id,
  title,
  count(*) AS viewers,
  sum(least(max_position_s, duration_s))::DOUBLE / (count(*) * duration_s::BIGINT) AS completion
FROM reached
JOIN films USING (film_id)
GROUP BY film_id, title, duration_s
HAVING count(*) >= $min_viewers::BIGINT
ORDER BY completion DESC, viewers DESC, film_id
LIMIT $limit::BIGINT
