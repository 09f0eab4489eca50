INSERT INTO view_marks
SELECT *
FROM read_json(
  $file,
  format = 'newline_delimited',
  columns = {
    'mark_id': 'UUID',
    'user_id': 'UUID',
    'film_id': 'UUID',
    'position_s': 'UINTEGER',
    'event_time': 'TIMESTAMP_MS',
    'platform': 'platform'
  }
)
