-- Durations that the catalogue gave a film since when; every load of the catalogue adds to it.
CREATE TABLE IF NOT EXISTS film_durations
(
    film_id UUID,
    duration_s UInt32,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (film_id, duration_s);

INSERT INTO film_durations SELECT film_id, duration_s, now64(3) FROM films;
