-- As values.sql, with the marks' records of Kafka.
INSERT INTO view_marks (mark_id, user_id, film_id, position_s, event_time, platform, _topic, _partition, _offset)
SELECT ?::UUID, ?::UUID, ?::UUID, ?::INTEGER, ?::TIMESTAMP, ?::VARCHAR(16), ?::VARCHAR(249), ?::INTEGER, ?::INTEGER
