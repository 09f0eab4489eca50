-- The batch as the engine sees the memory of MarkColumns. A UUID in memory is its first word and
-- then its second, so as a 128-bit number the second one is the upper half. LowCardinality makes
-- the names of platforms a dictionary of four, looked up once and not for every row.
--
-- ORDER BY: the table would sort the block by its key, comparing UUIDs; sorting here by numbers
-- takes half the time, and a block in order is not sorted again. The number is made of the upper 32
-- bits of film_id's and user_id's upper halves. Ids that share them, though not random, are sorted
-- by the table after all.
INSERT INTO view_marks (mark_id, user_id, film_id, position_s, event_time, platform)
SELECT
    reinterpret(bitOr(bitShiftLeft(toUInt128(mark_id_low), 64), mark_id_high), 'UUID'),
    reinterpret(bitOr(bitShiftLeft(toUInt128(user_id_low), 64), user_id_high), 'UUID'),
    reinterpret(bitOr(bitShiftLeft(toUInt128(film_id_low), 64), film_id_high), 'UUID'),
    position_s,
    event_time,
    arrayElement({platforms}, toLowCardinality(platform + 1))
FROM arrowstream({batch})
ORDER BY
    bitOr(bitAnd(film_id_low, 0xFFFFFFFF00000000), bitShiftRight(user_id_low, 32)),
    event_time
