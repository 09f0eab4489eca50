CREATE TYPE IF NOT EXISTS platform AS ENUM ('web', 'ios', 'android', 'tv');

-- TIMESTAMP_MS stores what a mark carries, milliseconds in 64 bits, so that no value is converted on its way in.
CREATE TABLE IF NOT EXISTS view_marks (
  mark_id UUID NOT NULL,
  user_id UUID NOT NULL,
  film_id UUID NOT NULL,
  position_s UINTEGER NOT NULL,
  event_time TIMESTAMP_MS NOT NULL,
  platform platform NOT NULL
);

CREATE TABLE IF NOT EXISTS films (
  film_id UUID NOT NULL,
  title VARCHAR NOT NULL,
  duration_s UINTEGER NOT NULL,
  genres VARCHAR[] NOT NULL,
  release_year USMALLINT NOT NULL
);

-- One row a batch, written in the transaction of the batch: a token is here if and only if its rows are.
CREATE TABLE IF NOT EXISTS insert_tokens (token VARCHAR PRIMARY KEY);
