SELECT if(count() = 0, NULL, max(_offset))
FROM view_marks
WHERE _offset >= {from:Int64}
    AND _partition = {partition:Int32}
    AND _topic = {topic:String}
