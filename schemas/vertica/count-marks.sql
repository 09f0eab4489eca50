SELECT COUNT(*) AS marks FROM view_marks
