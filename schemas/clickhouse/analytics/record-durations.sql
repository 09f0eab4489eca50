INSERT INTO film_durations SELECT film_id, duration_s, now64(3) FROM films
