SELECT count(), min(event_time) FROM view_marks
