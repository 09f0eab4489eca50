INSERT INTO reviews (product, stars, helpful_yes, helpful_no)
SELECT toUInt32(product), stars, helpful_yes, helpful_no
FROM arrowstream('review_batch')
