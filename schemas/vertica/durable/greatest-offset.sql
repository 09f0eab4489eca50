SELECT MAX(_offset) AS greatest_offset
FROM view_marks
WHERE _topic = :topic::VARCHAR(249) AND _partition = :partition::INTEGER AND _offset >= :from::INTEGER
