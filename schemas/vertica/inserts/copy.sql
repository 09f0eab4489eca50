-- No field of a mark can hold a tab or a line feed, so nothing is escaped. Rejected rows are counted
-- and make the loader roll back; without RETURNREJECTED the server would drop them silently.
COPY view_marks (mark_id, user_id, film_id, position_s, event_time, platform)
FROM LOCAL STDIN DELIMITER E'\t' NO ESCAPE ENFORCELENGTH RETURNREJECTED NO COMMIT
