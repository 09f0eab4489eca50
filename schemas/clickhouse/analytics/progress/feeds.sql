SELECT name
FROM system.tables
WHERE database = currentDatabase() AND name IN ('progress_by_film_feed', 'films_by_viewer_feed')
