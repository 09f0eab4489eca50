-- SYNC: the answer comes when the queries have ended.
KILL QUERY
WHERE query_id = {query_id:String} OR startsWith(query_id, concat({query_id:String}, '/'))
SYNC
