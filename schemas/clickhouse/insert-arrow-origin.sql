-- As insert-arrow.sql, and with the record of Kafka that each mark came as.
INSERT INTO view_marks (
    mark_id, user_id, film_id, position_s, event_time, platform, _topic, _partition, _offset
)
SELECT
    reinterpret(bitOr(bitShiftLeft(toUInt128(mark_id_low), 64), mark_id_high), 'UUID'),
    reinterpret(bitOr(bitShiftLeft(toUInt128(user_id_low), 64), user_id_high), 'UUID'),
    reinterpret(bitOr(bitShiftLeft(toUInt128(film_id_low), 64), film_id_high), 'UUID'),
    position_s,
    event_time,
    arrayElement({platforms}, toLowCardinality(platform + 1)),
    toLowCardinality({topic}),
    toInt32({partition}),
    kafka_offset
FROM arrowstream({batch})
ORDER BY
    bitOr(bitAnd(film_id_low, 0xFFFFFFFF00000000), bitShiftRight(user_id_low, 32)),
    event_time
