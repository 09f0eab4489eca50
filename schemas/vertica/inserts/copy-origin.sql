-- As copy.sql, with the marks' records of Kafka. A topic is any text, so the backslash escapes here.
COPY view_marks (mark_id, user_id, film_id, position_s, event_time, platform, _topic, _partition, _offset)
FROM LOCAL STDIN DELIMITER E'\t' NULL E'\001' ENFORCELENGTH RETURNREJECTED NO COMMIT
