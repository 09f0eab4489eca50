-- The scores of every product that has reviews, by each method; see ratings/README.md for the formulas.
-- An attack adds fake_reviews with the same stars and votes to one product at a time and has down_votes
-- more people vote "no" on each honest review of down_voted_from to down_voted_to stars. All zero: no attack.
WITH
    honest AS
    (
        SELECT
            product,
            stars,
            helpful_yes AS yes,
            helpful_no AS no,
            helpful_no + if(stars BETWEEN {down_voted_from:Float64} AND {down_voted_to:Float64}, {down_votes:Int32}, 0) AS no_after,
            (yes + 1) / (yes + no + 2) AS weight,
            (yes + 1) / (yes + no_after + 2) AS weight_after
        FROM reviews
    ),
    totals AS
    (
        SELECT
            product,
            count() AS honest_reviews,
            sum(stars) AS honest_stars,
            sum(weight) AS weight_before,
            sum(weight * stars) AS weighted_stars_before,
            sum(weight_after) AS honest_weight,
            sum(weight_after * stars) AS honest_weighted_stars,
            sum(if(yes + no_after = 0, 0, stars * yes / (yes + no_after))) AS honest_seed
        FROM honest
        GROUP BY product
    ),
    ({fake_yes:Int32} + 1) / ({fake_yes:Int32} + {fake_no:Int32} + 2) AS fake_weight,
    attacked AS
    (
        SELECT
            product,
            honest_reviews + {fake_reviews:Int32} AS reviews,
            honest_stars + {fake_reviews:Int32} * {fake_stars:Float64} AS stars,
            honest_weight + {fake_reviews:Int32} * fake_weight AS weight,
            honest_weighted_stars + {fake_reviews:Int32} * fake_weight * {fake_stars:Float64} AS weighted_stars,
            honest_seed + if({fake_yes:Int32} + {fake_no:Int32} = 0, 0,
                {fake_reviews:Int32} * {fake_stars:Float64} * {fake_yes:Int32} / ({fake_yes:Int32} + {fake_no:Int32})) AS seed,
            (sum(weighted_stars_before) OVER () + weighted_stars - weighted_stars_before)
                / (sum(weight_before) OVER () + weight - weight_before) AS overall_mean
        FROM totals
    )
SELECT
    product,
    reviews,
    stars / reviews AS mean,
    seed / reviews AS seed,
    weighted_stars / weight AS smoothed,
    (weighted_stars + {prior_reviews:Float64} * overall_mean) / (weight + {prior_reviews:Float64}) AS smoothed_with_prior
FROM attacked
ORDER BY product
