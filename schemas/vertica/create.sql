-- A table of Vertica is a name; its rows are in projections. The partition is the month, as in the
-- other engines' schemas: a batch becomes one ROS container for each month and projection.
CREATE TABLE IF NOT EXISTS view_marks (
  mark_id UUID NOT NULL,
  user_id UUID NOT NULL,
  film_id UUID NOT NULL,
  position_s INTEGER NOT NULL,
  event_time TIMESTAMP NOT NULL,
  platform VARCHAR(16) NOT NULL,
  -- The record of Kafka that the mark came as; null for a mark that came another way.
  _topic VARCHAR(249),
  _partition INTEGER,
  _offset INTEGER
)
PARTITION BY EXTRACT(YEAR FROM event_time) * 100 + EXTRACT(MONTH FROM event_time);

-- The superprojection, in the order of one viewer's questions. Within a viewer's film time and
-- position grow by steps that are nearly always the same, which is what COMMONDELTA_COMP stores once.
CREATE PROJECTION IF NOT EXISTS view_marks_by_viewer (
  user_id ENCODING RLE,
  film_id ENCODING RLE,
  event_time ENCODING COMMONDELTA_COMP,
  position_s ENCODING COMMONDELTA_COMP,
  platform ENCODING RLE,
  mark_id ENCODING AUTO,
  _topic ENCODING RLE,
  _partition ENCODING RLE,
  _offset ENCODING AUTO
)
AS SELECT user_id, film_id, event_time, position_s, platform, mark_id, _topic, _partition, _offset
FROM view_marks
ORDER BY user_id, film_id, event_time
SEGMENTED BY HASH(user_id) ALL NODES KSAFE;

-- In the order of a film's questions and without what they never read. Segmented by viewer and film:
-- the marks of a pair are on one node, and a popular film is on all of them.
CREATE PROJECTION IF NOT EXISTS view_marks_by_film (
  film_id ENCODING RLE,
  user_id ENCODING RLE,
  event_time ENCODING COMMONDELTA_COMP,
  position_s ENCODING COMMONDELTA_COMP
)
AS SELECT film_id, user_id, event_time, position_s
FROM view_marks
ORDER BY film_id, user_id, event_time
SEGMENTED BY HASH(film_id, user_id) ALL NODES KSAFE;

-- Which records of Kafka are here: asked for whenever a partition changes hands, so it must not read the
-- whole table. Runs of consecutive offsets cost next to nothing.
CREATE PROJECTION IF NOT EXISTS view_marks_by_origin (
  _topic ENCODING RLE,
  _partition ENCODING RLE,
  _offset ENCODING COMMONDELTA_COMP
)
AS SELECT _topic, _partition, _offset
FROM view_marks
ORDER BY _topic, _partition, _offset
SEGMENTED BY HASH(_topic, _partition, _offset) ALL NODES KSAFE;

-- The catalogue is small and joined with every mark, so every node has all of it.
CREATE TABLE IF NOT EXISTS films (
  film_id UUID NOT NULL,
  title VARCHAR(4000) NOT NULL,
  duration_s INTEGER NOT NULL,
  release_year INTEGER NOT NULL
)
ORDER BY film_id
UNSEGMENTED ALL NODES;

CREATE TABLE IF NOT EXISTS film_genres (
  film_id UUID NOT NULL,
  genre VARCHAR(400) NOT NULL
)
ORDER BY film_id, genre
UNSEGMENTED ALL NODES;

-- One row a batch, written in the transaction of the batch: a token is here if and only if its rows
-- are. Vertica checks a key only when it is ENABLED.
CREATE TABLE IF NOT EXISTS insert_tokens (
  token VARCHAR(4000) NOT NULL PRIMARY KEY ENABLED
)
ORDER BY token
UNSEGMENTED ALL NODES;
