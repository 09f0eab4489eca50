CREATE TABLE reviews
(
    product     UInt32,
    stars       Float64,
    helpful_yes Int32,
    helpful_no  Int32
)
ENGINE = MergeTree
ORDER BY tuple()
