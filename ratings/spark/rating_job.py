"""Ratings by reviews on Apache Spark: the same formulas as the ClickHouse engine's, see ../README.md.

Runs on this machine (--master "local[2]") or on a cluster (spark-submit, without --master). Writes a
folder of CSV: one row for each attack and product, `attack` being "none" for the reviews as they are.

Exit codes: 0 done, 1 failed, 2 the input is bad.
"""

import argparse
import json
import sys
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

PRODUCT_COLUMNS = ("brand", "key")
REVIEW_COLUMNS = ("brand", "key", "stars", "helpful_yes", "helpful_no")
SCORE_COLUMNS = ("reviews", "mean", "seed", "smoothed", "smoothed_with_prior")
DEFAULT_PRIOR_REVIEWS = 5.0
BROKEN = "_broken_record"

NUMBER = r"^-?\d+(\.\d+)?$"
WHOLE_NUMBER = r"^-?\d+(\.0+)?$"
MAX_VOTES = 2**31 - 1


class BadInput(Exception):
    """Input that the user can mend; the message is one line."""


@dataclass(frozen=True)
class Attack:
    """Bots against one product at a time; field by field as in ../attack.ts."""

    name: str = "none"
    fake_reviews: int = 0
    fake_stars: float = 1.0
    fake_yes: int = 0
    fake_no: int = 0
    down_votes: int = 0
    down_voted_from: float = 1.0
    down_voted_to: float = 1.0


NO_ATTACK = Attack()


def start_spark(master: str | None = None) -> SparkSession:
    """A session; without `master` on the cluster that spark-submit chose."""
    builder = SparkSession.builder.appName("rating_by_reviews").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        builder = builder.master(master)
        if master.startswith("local"):
            # The host's own name need not resolve to an address that this machine listens on.
            builder = builder.config("spark.driver.host", "127.0.0.1")
            builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
            builder = builder.config("spark.sql.shuffle.partitions", "4")
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def read_csv(spark: SparkSession, path: str, required: tuple[str, ...]) -> DataFrame:
    """Reads CSV after RFC 4180 (line breaks and doubled quotes inside quotes), every column as text.

    Rows that do not fit the header come back with their text in the column BROKEN.
    """
    options = {"header": True, "multiLine": True, "quote": '"', "escape": '"', "encoding": "UTF-8"}
    columns = spark.read.csv(path, **options).columns
    missing = [name for name in required if name not in columns]
    if missing:
        raise BadInput(f"{path}: no column {' and no column '.join(missing)}; it has {', '.join(columns)}")
    schema = StructType([StructField(name, StringType()) for name in (*columns, BROKEN)])
    rows = spark.read.csv(
        path, schema=schema, mode="PERMISSIVE", columnNameOfCorruptRecord=BROKEN, **options
    )
    return rows.select(*required, BROKEN)


def read_products(spark: SparkSession, path: str) -> DataFrame:
    """The keys of the products: brand, key.

    Raises BadInput for rows that are broken, keys that are empty and keys that are there twice.
    """
    products = read_csv(spark, path, PRODUCT_COLUMNS).cache()
    is_broken = F.col(BROKEN).isNotNull()
    is_unnamed = F.col("brand").isNull() | F.col("key").isNull()
    found = products.agg(
        F.count_if(is_broken).alias("broken records"),
        F.count_if(~is_broken & is_unnamed).alias("records without a brand or key"),
        (F.count("*") - F.count_distinct(F.struct("brand", "key"))).alias("records whose key is there already"),
    ).first()
    problems = [f"{count} {problem}" for problem, count in found.asDict().items() if count > 0]
    if problems:
        raise BadInput(f"products: {', '.join(problems)}")
    return products.select(*PRODUCT_COLUMNS)


def _votes(name: str) -> Column:
    """Votes as a number; an empty cell is none."""
    return F.coalesce(F.col(name).cast("double"), F.lit(0.0))


def _bad_votes(name: str) -> Column:
    text = F.col(name)
    whole = text.rlike(WHOLE_NUMBER)
    number = text.cast("double")
    return text.isNotNull() & (~whole | text.startswith("-") | (number > MAX_VOTES))


def _problem() -> Column:
    """Why a review cannot be used; null for a good one. The order is that of the other engine's checks."""
    stars = F.col("stars").cast("double")
    is_number = F.coalesce(F.col("stars").rlike(NUMBER), F.lit(False))
    return (
        F.when(F.col(BROKEN).isNotNull(), "field-count")
        .when(F.col("brand").isNull() | F.col("key").isNull(), "empty-key")
        .when(F.col("known").isNull(), "unknown-product")
        .when(~is_number, "stars-not-a-number")
        .when(~stars.between(1, 5), "stars-out-of-range")
        .when(_bad_votes("helpful_yes"), "votes-in-helpful_yes")
        .when(_bad_votes("helpful_no"), "votes-in-helpful_no")
    )


def _seed_term(yes: Column, no: Column) -> Column:
    return F.when(yes + no == 0, 0.0).otherwise(F.col("s") * yes / (yes + no))


def product_totals(
    products: DataFrame, reviews: DataFrame, attacks: tuple[Attack, ...] = (NO_ATTACK,)
) -> DataFrame:
    """One pass over the reviews: sums by product and by problem.

    `reviews` is what read_csv returns for REVIEW_COLUMNS. The result has brand, key, problem (null
    for good reviews), and for the attack at position i the sums weight_i, weighted_stars_i, seed_i.
    """
    known = F.broadcast(products.withColumn("known", F.lit(True)))
    checked = reviews.join(known, ["brand", "key"], "left").withColumn("problem", _problem())
    numbers = checked.select(
        "brand",
        "key",
        "problem",
        F.col("stars").cast("double").alias("s"),
        _votes("helpful_yes").alias("yes"),
        _votes("helpful_no").alias("no"),
    )
    yes, no, stars = F.col("yes"), F.col("no"), F.col("s")
    weight = (yes + 1) / (yes + no + 2)
    sums = [
        F.count("*").alias("reviews"),
        F.sum(stars).alias("stars"),
        F.sum(weight).alias("weight"),
        F.sum(weight * stars).alias("weighted_stars"),
    ]
    for index, attack in enumerate(attacks):
        hit = stars.between(attack.down_voted_from, attack.down_voted_to)
        no_after = no + F.when(hit, float(attack.down_votes)).otherwise(0.0)
        weight_after = (yes + 1) / (yes + no_after + 2)
        sums += [
            F.sum(weight_after).alias(f"weight_{index}"),
            F.sum(weight_after * stars).alias(f"weighted_stars_{index}"),
            F.sum(_seed_term(yes, no_after)).alias(f"seed_{index}"),
        ]
    return numbers.groupBy("brand", "key", "problem").agg(*sums)


def check_totals(totals: DataFrame) -> int:
    """Raises BadInput when any review was bad; returns how many good ones there are."""
    counts = totals.groupBy("problem").agg(F.sum("reviews").alias("reviews")).collect()
    bad = sorted((row.problem, row.reviews) for row in counts if row.problem is not None)
    if bad:
        raise BadInput("reviews: " + ", ".join(f"{reviews} with {problem}" for problem, reviews in bad))
    return sum(row.reviews for row in counts)


def _attacked_scores(index: int, attack: Attack, overall: Row, prior_reviews: float) -> Column:
    """One product's scores under the attack at position `index`, as a struct of attack and SCORE_COLUMNS."""
    fakes, fake_votes = attack.fake_reviews, attack.fake_yes + attack.fake_no
    fake_weight = fakes * (attack.fake_yes + 1) / (fake_votes + 2)
    fake_seed = 0.0 if fake_votes == 0 else fakes * attack.fake_stars * attack.fake_yes / fake_votes
    reviews = F.col("reviews") + fakes
    weight = F.col(f"weight_{index}") + fake_weight
    weighted_stars = F.col(f"weighted_stars_{index}") + fake_weight * attack.fake_stars
    # Only this product was attacked: the overall mean moves by its share alone.
    overall_mean = (F.lit(overall.weighted_stars) + weighted_stars - F.col("weighted_stars")) / (
        F.lit(overall.weight) + weight - F.col("weight")
    )
    return F.struct(
        F.lit(attack.name).alias("attack"),
        reviews.alias("reviews"),
        ((F.col("stars") + fakes * attack.fake_stars) / reviews).alias("mean"),
        ((F.col(f"seed_{index}") + fake_seed) / reviews).alias("seed"),
        (weighted_stars / weight).alias("smoothed"),
        ((weighted_stars + prior_reviews * overall_mean) / (weight + prior_reviews)).alias("smoothed_with_prior"),
    )


def scores(
    products: DataFrame, totals: DataFrame, prior_reviews: float, attacks: tuple[Attack, ...] = (NO_ATTACK,)
) -> DataFrame:
    """A row for each product and attack: attack, brand, key, SCORE_COLUMNS, null for products without reviews.

    `totals` is what product_totals returned for the same attacks, all reviews good.
    """
    overall = totals.agg(F.sum("weight").alias("weight"), F.sum("weighted_stars").alias("weighted_stars")).first()
    attacked = [_attacked_scores(index, attack, overall, prior_reviews) for index, attack in enumerate(attacks)]
    return (
        products.join(totals, ["brand", "key"], "left")
        .select(*PRODUCT_COLUMNS, F.explode(F.array(*attacked)).alias("scores"))
        .select("scores.attack", *PRODUCT_COLUMNS, *(f"scores.{name}" for name in SCORE_COLUMNS))
    )


def rate(
    products: DataFrame, reviews: DataFrame, prior_reviews: float, attacks: tuple[Attack, ...] = (NO_ATTACK,)
) -> tuple[DataFrame, int]:
    """The scores of every product for every attack, and how many reviews they are made of.

    Raises BadInput when any review is bad.
    """
    totals = product_totals(products, reviews, attacks).cache()
    good = check_totals(totals)
    return scores(products, totals, prior_reviews, attacks), good


def collect_scores(rated: DataFrame) -> list[Row]:
    """The scores as rows, in an order that does not depend on the run."""
    return rated.orderBy("attack", "brand", "key").collect()


def read_attacks(path: str | None) -> tuple[Attack, ...]:
    """Attacks from a JSON list of objects with Attack's fields; none but NO_ATTACK without a file."""
    if path is None:
        return (NO_ATTACK,)
    with open(path, encoding="utf-8") as file:
        return tuple(Attack(**fields) for fields in json.load(file))


def prior_reviews_number(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number of at least 0")
    return value


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="rating_by_reviews on Apache Spark")
    parser.add_argument("--products", required=True, help="products.csv, any path that Spark can read")
    parser.add_argument("--reviews", required=True, help="reviews.csv, likewise")
    parser.add_argument("--out", required=True, help="folder of CSV to write; it must not exist")
    parser.add_argument(
        "--method", choices=("smoothed", "seed"), default="smoothed", help="what rating_by_reviews holds"
    )
    parser.add_argument("--prior-reviews", type=prior_reviews_number, default=DEFAULT_PRIOR_REVIEWS)
    parser.add_argument("--attacks", help="JSON file with simulated attacks, each scored as well")
    parser.add_argument("--master", help='for example "local[2]"; left out under spark-submit')
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    spark = start_spark(options.master)
    try:
        products = read_products(spark, options.products)
        reviews = read_csv(spark, options.reviews, REVIEW_COLUMNS)
        rated, good = rate(products, reviews, options.prior_reviews, read_attacks(options.attacks))
        by_method = "seed" if options.method == "seed" else "smoothed_with_prior"
        rated.withColumn("rating_by_reviews", F.col(by_method)).coalesce(1).write.csv(
            options.out,
            header=True,
            quote='"',
            escape='"',
            emptyValue="",
            ignoreLeadingWhiteSpace=False,
            ignoreTrailingWhiteSpace=False,
        )
        print(json.dumps({"engine": f"Apache Spark {spark.version}", "reviews": good}))
        return 0
    except BadInput as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
