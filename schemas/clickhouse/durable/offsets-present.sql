SELECT DISTINCT _offset
FROM view_marks
WHERE _offset BETWEEN {first:Int64} AND {last:Int64}
    AND _partition = {partition:Int32}
    AND _topic = {topic:String}
ORDER BY _offset
