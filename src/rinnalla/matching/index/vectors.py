"""The NumPy engine, always there: blocks in the order of their bounds, a growing handful at a time."""

import numpy as np

from rinnalla.matching.index import siphash
from rinnalla.matching.index.columns import BLOCK, NOBODYS, Columns
from rinnalla.matching.index.question import ANYWHERE, MEETING, TOO_FAR, UNKNOWN, Question
from rinnalla.matching.index.words import (
    AGE_AT,
    ASKED_AT,
    GENDER_AT,
    LOAD_AT,
    MODE_AT,
    NEED_AT,
    PLACE_MASK,
    REACH_AT,
    TIME_AT,
)
from rinnalla.matching.terms import OPEN_QUESTION

LOW = (1 << 64) - 1
FIRST_HANDFUL, LARGEST_HANDFUL = 32, 4096
Best = tuple[np.ndarray, np.ndarray, np.ndarray]  # scores, rotation keys, ids; best first


def search(columns: Columns, asked: Question, k: int, only: int) -> Best:
    """The `k` best of association `only`, or ANYWHERE."""
    blocks, bounds = _bounds(columns, asked, only)
    scores, ids = np.zeros(0, np.int64), np.zeros(0, np.int64)
    least, first, handful = -1, 0, FIRST_HANDFUL
    while first < len(blocks) and k and bounds[first] >= least:
        here = blocks[first : first + handful]
        rows = (here[:, None] * BLOCK + np.arange(BLOCK)).ravel()
        more_scores, more_ids = _scored(columns, rows, asked, least)
        scores, ids = np.concatenate([scores, more_scores]), np.concatenate([ids, more_ids])
        if len(scores) >= k:
            least = int(np.partition(scores, len(scores) - k)[len(scores) - k])
            kept = scores >= least
            scores, ids = scores[kept], ids[kept]
        first, handful = first + handful, min(handful * 2, LARGEST_HANDFUL)
    return in_order(scores, ids, asked, k)


def in_order(scores: np.ndarray, ids: np.ndarray, asked: Question, k: int) -> Best:
    """Score, then rotation key, then id."""
    turns = siphash.rotations(asked.key, ids)
    order = np.lexsort((ids, turns, -scores))[:k]
    return scores[order], turns[order], ids[order]


def _bounds(columns: Columns, asked: Question, only: int) -> tuple[np.ndarray, np.ndarray]:
    """Blocks where someone may fit, the most promising first, and the most that a row of each can score."""
    facts = columns.block_facts
    may = (facts & np.uint32(asked.language) > 0) & (facts >> np.uint32(MODE_AT) & np.uint32(asked.modes) > 0)
    may &= columns.block_home != NOBODYS if only == ANYWHERE else columns.block_home == only
    (blocks,) = np.nonzero(may)
    facts, low, high = facts[blocks], columns.block_low[blocks], columns.block_high[blocks]
    bounds = asked.needs[facts >> np.uint32(NEED_AT) & np.uint32(255)] + asked.most_of_row
    times = np.maximum(asked.times, asked.times[0])
    bounds += times[facts >> np.uint32(TIME_AT) & np.uint32(31)]
    for first, last, whole, weight in asked.kinds.tolist():
        if not whole:
            bounds += OPEN_QUESTION * weight
            continue
        points = sum(_most(asked.worth[named].max(axis=1), low, high) for named in range(first, last))
        bounds += points // whole * weight
    order = np.argsort(-bounds, kind="stable")
    return blocks[order], bounds[order]


def _most(worth: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The most that one topic of the seeker can get from a block, by the topics its rows have between them."""
    most = np.zeros(len(low), np.int64)
    for points in np.unique(worth[worth > 0]):
        mask = sum(1 << int(place) for place in np.nonzero(worth == points)[0])
        has = (low & np.uint64(mask & LOW) > 0) | (high & np.uint64(mask >> 64) > 0)
        most[has] = points
    return most


def _scored(columns: Columns, rows: np.ndarray, asked: Question, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and ids of those of these rows that fit and reach `least`."""
    rows = rows[_fits(columns, rows, asked)]
    facts = columns.facts[rows]
    both = facts >> np.uint32(MODE_AT) & np.uint32(asked.modes)
    more = columns.more[rows]
    scores = asked.needs[facts >> np.uint32(NEED_AT) & np.uint32(255)]
    scores = scores + asked.times[facts >> np.uint32(TIME_AT) & np.uint32(31)]
    scores += asked.close[facts >> np.uint32(GENDER_AT) & np.uint32(31)] + asked.load[more >> np.uint16(LOAD_AT)]
    way = asked.way[np.minimum(more & np.uint16(PLACE_MASK), len(asked.way) - 1)]
    scores += np.where(both & np.uint32(MEETING) > 0, way, asked.no_way)
    if least > 0:
        most = 1000 * int(asked.kinds[:, 3].sum()) + int(asked.steps.max())
        near = scores + most >= least
        rows, scores = rows[near], scores[near]
    scores = scores + _of_topics(columns, rows, asked)
    reached = scores >= least
    return scores[reached], columns.ids[rows[reached]].astype(np.int64)


def _fits(columns: Columns, rows: np.ndarray, asked: Question) -> np.ndarray:
    """The hard limits, all at once: see limits.py for what each says."""
    facts, more = columns.facts[rows], columns.more[rows]
    both = facts >> np.uint32(MODE_AT) & np.uint32(asked.modes)
    fits = (facts & np.uint32(asked.language) > 0) & (both > 0) & (facts >> np.uint32(ASKED_AT) & np.uint32(1) == 0)
    fits &= more >> np.uint16(LOAD_AT) > 0
    km = asked.km[np.minimum(more & np.uint16(PLACE_MASK), len(asked.km) - 1)]
    other_home = columns.block_home[rows // BLOCK] != asked.home
    km = np.where(km == UNKNOWN, np.where(other_home, TOO_FAR, -1), km)
    fits &= (both != MEETING) | (km <= asked.reach[facts >> np.uint32(REACH_AT)])
    if asked.gender >= 0:
        fits &= facts >> np.uint32(GENDER_AT) & np.uint32(3) == asked.gender
    if asked.must >= 0:
        low, high = columns.low[rows], columns.high[rows]
        fits &= (low & np.uint64(asked.must & LOW) > 0) | (high & np.uint64(asked.must >> 64) > 0)
    return fits & ~np.isin(columns.ids[rows], asked.not_these)


def _of_topics(columns: Columns, rows: np.ndarray, asked: Question) -> np.ndarray:
    """The three terms of topics, and where each is with the topics in common."""
    low, high, detail = columns.low[rows], columns.high[rows].astype(np.uint64), columns.detail[rows]
    best = np.zeros((len(asked.worth), len(rows)), np.int64)
    stage = np.full(len(rows), -1, np.int64)
    for topic in _bits(asked.relevant):
        has, nibble = _told(low, high, detail, topic)
        for named, worth in enumerate(asked.worth[:, topic]):
            if worth.any():
                best[named, has] = np.maximum(best[named, has], worth[nibble >> 3])
        if asked.alike >> topic & 1:
            phase = nibble & 7
            stage[has] = np.maximum(stage[has], np.where(phase > 0, asked.steps[phase], -1))
    total = np.where(stage >= 0, stage, _of_all(detail, asked.steps, stage < 0))
    for first, last, whole, weight in asked.kinds.tolist():
        total += (best[first:last].sum(axis=0) // whole if whole else OPEN_QUESTION) * weight
    return total


def _told(low: np.ndarray, high: np.ndarray, detail: np.ndarray, topic: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows that have published this topic, and what each told of it: phase, and 8 for "if asked"."""
    word, bit = (low, topic) if topic < 64 else (high, topic - 64)
    (has,) = np.nonzero(word >> np.uint64(bit) & np.uint64(1))
    rank = np.bitwise_count(word[has] & np.uint64((1 << bit) - 1))
    if topic >= 64:
        rank = rank + np.bitwise_count(low[has])
    return has, (detail[has] >> (np.uint64(4) * rank.astype(np.uint64)) & np.uint64(15)).astype(np.int64)


def _of_all(detail: np.ndarray, steps: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where one is with any of one's topics, for rows that have none in common."""
    found = np.full(len(detail), -1, np.int64)
    (rows,) = np.nonzero(wanted)
    left = detail[rows]
    best = np.full(len(rows), -1, np.int64)
    while left.any():
        phase = (left & np.uint64(7)).astype(np.int64)
        best = np.maximum(best, np.where(phase > 0, steps[phase], -1))
        left = left >> np.uint64(4)
    found[rows] = np.where(best >= 0, best, steps[0])
    return found


def _bits(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


assert AGE_AT == GENDER_AT + 2, "gender and age are looked up together"
