SELECT position_s, event_time
FROM view_marks
WHERE user_id = :user_id::UUID AND film_id = :film_id::UUID
ORDER BY event_time DESC, position_s DESC
LIMIT 1
