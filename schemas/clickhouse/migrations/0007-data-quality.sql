-- What is wrong with the data, for those who mend it. Marks of films that the catalogue does not
-- have are one of the ten questions.

CREATE OR REPLACE VIEW changed_durations AS
SELECT
    film_id,
    title,
    films.duration_s AS duration_s,
    arrayStringConcat(
        arrayMap(other -> toString(other), arrayFilter(other -> other != films.duration_s, durations)),
        ', '
    ) AS earlier_durations_s,
    last_change
FROM
(
    SELECT
        film_id,
        arraySort(groupUniqArray(duration_s)) AS durations,
        max(first_seen) AS last_change
    FROM (SELECT film_id, duration_s, min(first_seen) AS first_seen FROM film_durations GROUP BY film_id, duration_s)
    GROUP BY film_id
    HAVING length(durations) > 1
) AS changed
INNER JOIN films USING (film_id)
ORDER BY last_change DESC, toString(film_id)
LIMIT {limit:UInt32};

-- Viewers whose mark lies behind the end: the duration is wrong, or the player is.
CREATE OR REPLACE VIEW positions_beyond_the_end AS
SELECT
    film_id,
    any(title) AS title,
    any(films.duration_s) AS duration_s,
    countIf(max_position_s > films.duration_s) AS viewers_beyond,
    count() AS viewers,
    max(max_position_s) AS greatest_position_s
FROM viewers_of_films
INNER JOIN films USING (film_id)
GROUP BY film_id
HAVING viewers_beyond > 0
ORDER BY viewers_beyond DESC, toString(film_id)
LIMIT {limit:UInt32};

-- The order of arrival is that of offsets within a partition of Kafka. Late: at least ten minutes
-- behind a mark that came before it; out of order: less. Marks that did not come through Kafka have
-- no order of arrival and are counted by themselves.
CREATE OR REPLACE VIEW late_marks AS
SELECT
    toDate32(event_time) AS day,
    count() AS marks,
    countIf(behind_ms >= 600000) AS late_marks,
    countIf(behind_ms > 0 AND behind_ms < 600000) AS out_of_order_marks,
    max(greatest(behind_ms, 0)) AS greatest_delay_ms,
    countIf(_topic = '') AS marks_without_origin
FROM
(
    SELECT
        event_time,
        _topic,
        if(
            _topic = '',
            0,
            toUnixTimestamp64Milli(
                max(event_time) OVER (
                    PARTITION BY _topic, _partition ORDER BY _offset
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                )
            ) - toUnixTimestamp64Milli(event_time)
        ) AS behind_ms
    FROM view_marks
    WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
        AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
)
GROUP BY day
ORDER BY day;

-- Marks that a player sent more than once, by the day of the mark. mark_id is kept for 90 days,
-- older marks cannot be told apart: they are counted by themselves.
CREATE OR REPLACE VIEW marks_sent_again AS
SELECT
    day,
    sum(copies) AS marks,
    countIf(is_named AND copies > 1) AS marks_sent_again,
    sumIf(copies - 1, is_named AND copies > 1) AS extra_copies,
    sumIf(copies, NOT is_named) AS marks_without_id
FROM
(
    SELECT
        toDate32(event_time) AS day,
        mark_id != toUUID('00000000-0000-0000-0000-000000000000') AS is_named,
        count() AS copies
    FROM view_marks
    WHERE event_time >= toDateTime64({from_day:Date32}, 3, 'UTC')
        AND event_time < toDateTime64({to_day:Date32}, 3, 'UTC') + INTERVAL 1 DAY
    GROUP BY day, mark_id
)
GROUP BY day
ORDER BY day;
