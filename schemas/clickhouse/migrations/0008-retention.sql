-- Marks are kept for three years, and whole months are dropped: no part is rewritten for it.
ALTER TABLE view_marks MODIFY SETTING ttl_only_drop_parts = 1;

ALTER TABLE view_marks MODIFY TTL toDateTime(event_time) + INTERVAL 3 YEAR;

-- Seven tenths of the disk are mark_id, which does not compress. It tells a mark that was sent again
-- from another one, which matters while players and Kafka can still send it; a merge after that time
-- writes the part without the column.
ALTER TABLE view_marks
    MODIFY COLUMN mark_id UUID CODEC(NONE) TTL toDateTime(event_time) + INTERVAL 90 DAY;

-- Progress goes three years after the last mark. Which films a viewer has is two random words a row,
-- has no time of its own, and leads nowhere once the progress is gone.
ALTER TABLE progress_by_film
    MODIFY TTL toDateTime(bitShiftRight(last_mark, 32) / 1000) + INTERVAL 3 YEAR;
