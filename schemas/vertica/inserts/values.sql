-- VALUES takes one row (documentation of INSERT up to 11.0), so that several rows are a UNION ALL of
-- lines like the last one.
INSERT INTO view_marks (mark_id, user_id, film_id, position_s, event_time, platform)
SELECT ?::UUID, ?::UUID, ?::UUID, ?::INTEGER, ?::TIMESTAMP, ?::VARCHAR(16)
