SELECT count(*) FROM view_marks
