"""The engine of one PostgreSQL statement: rows are handed over as arrays, since what they tell lies sealed in no table.

It counts bits with `bit_count` and adds whole numbers, as the others do. Equals come back all, and are turned here.
"""

import numpy as np
from django.db import connection

from rinnalla.matching.index.columns import BLOCK, Columns
from rinnalla.matching.index.question import ANYWHERE, Question
from rinnalla.matching.index.vectors import LOW, Best, in_order
from rinnalla.matching.terms import OPEN_QUESTION

ROWS = """
WITH handed AS (
    SELECT *, (facts >> 3) & %(modes)s AS ways, more & 511 AS place
    FROM unnest(%(ids)s::bigint[], %(homes)s::bigint[], %(lows)s::bigint[], %(highs)s::bigint[],
        %(details)s::bigint[], %(facts)s::bigint[], %(mores)s::bigint[]) AS r(id, home, low, high, detail, facts, more)
), near AS (SELECT *, (%(km)s::bigint[])[1 + least(place, %(last)s)] AS km FROM handed), fits AS (
    SELECT * FROM near
    WHERE facts & %(language)s > 0 AND ways > 0 AND (facts >> 25) & 1 = 0 AND more >> 9 > 0
        AND (%(only)s < 0 OR home = %(only)s) AND id <> ALL (%(not_these)s::bigint[])
        AND (%(gender)s < 0 OR (facts >> 20) & 3 = %(gender)s)
        AND (NOT %(has_must)s OR low & %(must_low)s <> 0 OR high & %(must_high)s <> 0)
        AND CASE WHEN ways <> 8 THEN true WHEN km < 0 THEN home = %(home)s
            ELSE km <= (%(reach)s::bigint[])[1 + (facts >> 26)] END
),"""
SCORES = """
told AS (
    SELECT id, topic, (detail >> (4 * CASE WHEN topic < 64 THEN bit_count((low & ~(-1::bigint << topic))::bit(64))
        ELSE bit_count(low::bit(64)) + bit_count((high & ~(-1::bigint << (topic - 64)))::bit(64)) END)::int
    ) & 15 AS bits
    FROM fits, unnest(%(relevant)s::int[]) AS topic
    WHERE (CASE WHEN topic < 64 THEN low >> topic ELSE high >> (topic - 64) END) & 1 = 1
), worth AS (
    SELECT * FROM unnest(%(named)s::int[], %(kind)s::int[], %(topic)s::int[], %(gladly)s::bigint[], %(asked)s::bigint[])
        AS w(named, kind, topic, gladly, asked)
), best AS (
    SELECT id, named, kind, max(CASE WHEN bits >= 8 THEN asked ELSE gladly END) AS points
    FROM told JOIN worth USING (topic) GROUP BY id, named, kind
), kinds AS (
    SELECT id, sum(points)::bigint / (%(whole)s::bigint[])[1 + kind] * (%(weight)s::bigint[])[1 + kind] AS points
    FROM best GROUP BY id, kind
), topics AS (SELECT id, sum(points)::bigint AS points FROM kinds GROUP BY id), alike AS (
    SELECT id, max((%(steps)s::bigint[])[1 + (bits & 7)]) AS step
    FROM told WHERE topic = ANY (%(alike)s::int[]) AND bits & 7 > 0 GROUP BY id
), scored AS (
    SELECT id, %(open)s + coalesce(topics.points, 0)
        + (%(needs)s::bigint[])[1 + ((facts >> 12) & 255)] + (%(times)s::bigint[])[1 + ((facts >> 7) & 31)]
        + (%(close)s::bigint[])[1 + ((facts >> 20) & 31)] + (%(load)s::bigint[])[1 + (more >> 9)]
        + CASE WHEN ways & 8 > 0 THEN (%(way)s::bigint[])[1 + least(place, %(last)s)] ELSE %(no_way)s END
        + coalesce(alike.step, (
            SELECT max((%(steps)s::bigint[])[1 + ((detail >> at) & 7)])
            FROM generate_series(0, 60, 4) AS at WHERE (detail >> at) & 7 > 0
        ), (%(steps)s::bigint[])[1]) AS score
    FROM fits LEFT JOIN topics USING (id) LEFT JOIN alike USING (id)
)
SELECT score, id FROM (SELECT score, id, rank() OVER (ORDER BY score DESC) AS place FROM scored) ranked
WHERE place <= %(k)s"""
STATEMENT = ROWS + SCORES


def search(columns: Columns, asked: Question, k: int, only: int) -> Best:
    """The `k` best of association `only`, or ANYWHERE, as vectors.search."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, _rows(columns) | _tables(asked) | {"k": k, "only": only})
        found = cursor.fetchall()
    scores = np.array([score for score, _number in found], np.int64)
    return in_order(scores, np.array([number for _score, number in found], np.int64), asked, k)


def _rows(columns: Columns) -> dict[str, list[int]]:
    """Only places in which someone is. PostgreSQL knows whole numbers with a sign alone: the bits are the same."""
    (places,) = np.nonzero(columns.facts)
    signed = {
        "lows": columns.low[places].view(np.int64),
        "highs": columns.high[places].astype(np.uint64).view(np.int64),
        "details": columns.detail[places].view(np.int64),
        "ids": columns.ids[places],
        "homes": columns.block_home[places // BLOCK],
        "facts": columns.facts[places],
        "mores": columns.more[places],
    }
    return {name: values.tolist() for name, values in signed.items()}


def _tables(asked: Question) -> dict:
    must = asked.must if asked.must >= 0 else 0
    kinds = asked.kinds.tolist()
    pairs = [
        (named, kind, topic, *asked.worth[named, topic].tolist())
        for kind, (first, last, _whole, _weight) in enumerate(kinds)
        for named in range(first, last)
        for topic in np.flatnonzero(asked.worth[named].any(axis=1)).tolist()
    ]
    worth = [list(part) for part in zip(*pairs, strict=True)] or [[]] * 5
    same = ("language", "modes", "gender", "home", "no_way")
    lists = ("km", "reach", "needs", "times", "close", "load", "way", "steps", "not_these")
    return {
        **{name: getattr(asked, name) for name in same},
        **{name: getattr(asked, name).tolist() for name in lists},
        **dict(zip(("named", "kind", "topic", "gladly", "asked"), worth, strict=True)),
        "last": len(asked.km) - 1,
        "has_must": asked.must >= 0,
        "must_low": _signed(must & LOW),
        "must_high": _signed(must >> 64),
        "relevant": _places(asked.relevant),
        "alike": _places(asked.alike),
        "whole": [max(1, whole) for _first, _last, whole, _weight in kinds],
        "weight": [weight for _first, _last, _whole, weight in kinds],
        "open": sum(OPEN_QUESTION * weight for _first, _last, whole, weight in kinds if not whole),
    }


def _places(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 else word


assert ANYWHERE < 0, "no association is anywhere"
