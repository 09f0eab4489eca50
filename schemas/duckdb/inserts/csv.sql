INSERT INTO view_marks
SELECT *
FROM read_csv(
  $file,
  auto_detect = false,
  header = false,
  delim = ',',
  quote = '',
  escape = '',
  timestampformat = '%Y-%m-%d %H:%M:%S.%g',
  columns = {
    'mark_id': 'UUID',
    'user_id': 'UUID',
    'film_id': 'UUID',
    'position_s': 'UINTEGER',
    'event_time': 'TIMESTAMP_MS',
    'platform': 'platform'
  }
)
