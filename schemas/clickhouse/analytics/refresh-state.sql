SELECT view, status, last_success_time, exception
FROM system.view_refreshes
WHERE database = currentDatabase()
ORDER BY view
