-- allow_nondeterministic_mutations: each replica of a cluster asks its own copy of the same marks.
ALTER TABLE progress_by_film
DELETE WHERE (film_id, user_id) IN
(
    SELECT film_id, user_id
    FROM
    (
        SELECT
            film_id,
            user_id,
            max(toInt128(toUnixTimestamp64Milli(event_time)) * 4294967296 + position_s) AS marks_last,
            max(position_s) AS marks_max,
            CAST('-170141183460469231731687303715884105728', 'Int128') AS kept_last,
            toUInt32(0) AS kept_max
        FROM view_marks
        GROUP BY film_id, user_id
        UNION ALL
        SELECT
            film_id,
            user_id,
            CAST('-170141183460469231731687303715884105728', 'Int128'),
            toUInt32(0),
            last_mark,
            max_position_s
        FROM progress_by_film
        FINAL
    )
    GROUP BY film_id, user_id
    HAVING max(kept_last) > max(marks_last) OR max(kept_max) > max(marks_max)
)
SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1
