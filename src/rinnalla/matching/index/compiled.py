"""The compiled engine (extra `fast`): one pass over the blocks' bounds, then rows, best bound first.

It does what `vectors` does, in the same order of words, without making any array in between. Numba compiles it when
it is first asked and keeps what it made beside the sources, or where NUMBA_CACHE_DIR says.
"""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

from rinnalla.matching.index.columns import BLOCK, Columns
from rinnalla.matching.index.question import Question
from rinnalla.matching.index.vectors import LOW, Best
from rinnalla.matching.terms import FULL, OPEN_QUESTION

U0, U1, U3, U4, U6, U7 = (np.uint64(number) for number in (0, 1, 3, 4, 6, 7))
BUCKETS = 512
LAST_BLOCK, FINAL = np.uint64(8 << 56), np.uint64(0xFF)
S0, S1, S2, S3 = (
    np.uint64(word) for word in (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
)


@intrinsic
def ones(typing, word):
    """How many bits are set."""

    def code(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), code


@intrinsic
def lowest(typing, word):
    """The place of the lowest bit that is set; the word is not 0."""

    def code(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), code


def search(columns: Columns, asked: Question, k: int, only: int) -> Best:
    """The `k` best of association `only`, or ANYWHERE, as vectors.search."""
    scores, turns, ids = np.zeros(k, np.int64), np.zeros(k, np.uint64), np.zeros(k, np.int64)
    numbers = np.array(
        [asked.language, asked.modes, asked.gender, asked.home, only, asked.no_way, asked.most_of_row], np.int64
    )
    wide = (asked.relevant, asked.alike, asked.must & (LOW << 64 | LOW))
    masks = np.array([*(word for mask in wide for word in (mask & LOW, mask >> 64)), *asked.key], np.uint64)
    tables = (asked.reach, asked.km, asked.steps, asked.needs, asked.times, asked.way, asked.close, asked.load)
    rows = (columns.low, columns.high, columns.detail, columns.facts, columns.more, columns.ids)
    blocks = (columns.block_low, columns.block_high, columns.block_facts, columns.block_home)
    count = _search(rows, blocks, numbers, masks, tables, asked.worth, asked.kinds, asked.not_these, scores, turns, ids)
    return scores[:count], turns[:count], ids[:count]


@njit(cache=True, nogil=True)
def _turned(word, by):
    return (word << by) | (word >> (np.uint64(64) - by))


@njit(cache=True, nogil=True)
def _round(v0, v1, v2, v3):
    v0 += v1
    v1 = _turned(v1, np.uint64(13)) ^ v0
    v0 = _turned(v0, np.uint64(32))
    v2 += v3
    v3 = _turned(v3, np.uint64(16)) ^ v2
    v0 += v3
    v3 = _turned(v3, np.uint64(21)) ^ v0
    v2 += v1
    v1 = _turned(v1, np.uint64(17)) ^ v2
    return v0, v1, _turned(v2, np.uint64(32)), v3


@njit(cache=True, nogil=True)
def _rotation(one, other, number):
    v0, v1, v2, v3 = _round(S0 ^ one, S1 ^ other, S2 ^ one, S3 ^ other ^ number)
    v0 ^= number
    v0, v1, v2, v3 = _round(v0, v1, v2, v3 ^ LAST_BLOCK)
    v0 ^= LAST_BLOCK
    v2 ^= FINAL
    for _ in range(3):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


@njit(cache=True, nogil=True)
def _levels(worth):
    """For each named topic the worths there are, from the most, with the masks of the topics worth so much."""
    named, topics = worth.shape[0], worth.shape[1]
    points, masks, counts = (
        np.zeros((named, 8), np.int64),
        np.zeros((named, 8, 2), np.uint64),
        np.zeros(named, np.int64),
    )
    for one in range(named):
        for topic in range(topics):
            most = max(worth[one, topic, 0], worth[one, topic, 1])
            if most == 0:
                continue
            at = 0
            while at < counts[one] and points[one, at] != most:
                at += 1
            if at == counts[one]:
                while at > 0 and points[one, at - 1] < most:
                    points[one, at] = points[one, at - 1]
                    masks[one, at, 0], masks[one, at, 1] = masks[one, at - 1, 0], masks[one, at - 1, 1]
                    at -= 1
                points[one, at], masks[one, at, 0], masks[one, at, 1] = most, U0, U0
                counts[one] += 1
            masks[one, at, topic >> 6] |= U1 << np.uint64(topic & 63)
    return points, masks, counts


@njit(cache=True, nogil=True)
def _parts(kinds, levels):
    """Each level's worth as its part of the score, rounded up, so that a sum of parts is never less than the score."""
    points = levels[0]
    parts = np.zeros(points.shape, np.int64)
    for kind in range(3):
        whole, weight = kinds[kind, 2], kinds[kind, 3]
        for one in range(kinds[kind, 0], kinds[kind, 1]):
            for at in range(points.shape[1]):
                parts[one, at] = (points[one, at] * weight + whole - 1) // whole
    return parts


@njit(cache=True, nogil=True)
def _open_kinds(kinds):
    """What the kinds give in which the seeker named nothing."""
    score = np.int64(0)
    for kind in range(3):
        if kinds[kind, 2] == 0:
            score += OPEN_QUESTION * kinds[kind, 3]
    return score


@njit(cache=True, nogil=True)
def _topics_bounds(low, high, parts, levels, best, bounds):
    """The most that topics can give to each of many rows or blocks. Simple loops, which become vector instructions."""
    masks, counts = levels[1], levels[2]
    bounds[:] = 0
    for one in range(len(parts)):
        best[:] = 0
        for at in range(counts[one] - 1, -1, -1):  # the least first, so that the most stays
            part, in_low, in_high = parts[one, at], masks[one, at, 0], masks[one, at, 1]
            if in_high == U0:
                for place in range(len(bounds)):
                    best[place] = part if low[place] & in_low != U0 else best[place]
            else:
                for place in range(len(bounds)):
                    has = (low[place] & in_low) | (np.uint64(high[place]) & in_high)
                    best[place] = part if has != U0 else best[place]
        for place in range(len(bounds)):
            bounds[place] += best[place]


@njit(cache=True, nogil=True)
def _promising(blocks, numbers, tables, kinds, levels, parts):
    """Blocks where someone may fit, in buckets from the most promising: their bounds, and how much of it is topics."""
    block_low, block_high, block_facts, block_home = blocks
    language, modes, only = np.uint64(numbers[0]), np.uint64(numbers[1]), numbers[4]
    which, count = np.empty(len(block_low), np.int32), 0
    for block in range(len(block_low)):
        facts = np.uint64(block_facts[block])
        if facts & language and (facts >> U3) & modes and (only < 0 or block_home[block] == only):
            which[count] = block
            count += 1
    which = which[:count]
    topics, best = np.zeros(count, np.int64), np.zeros(count, np.int64)
    if len(parts):
        _topics_bounds(block_low[which], block_high[which], parts, levels, best, topics)
    topics += _open_kinds(kinds)
    return _ordered(which, topics, _others_bounds(which, block_facts, numbers, tables))


@njit(cache=True, nogil=True)
def _others_bounds(which, block_facts, numbers, tables):
    """The most that the other terms can give to a row of each block."""
    needs, times, found = tables[3], tables[4], np.empty(len(which), np.int64)
    for at in range(len(which)):
        facts = np.uint64(block_facts[which[at]])
        bound = numbers[6] + needs[np.int64((facts >> np.uint64(12)) & np.uint64(255))]
        found[at] = bound + max(times[np.int64((facts >> U7) & np.uint64(31))], times[0])
    return found


@njit(cache=True, nogil=True)
def _ordered(which, topics, others):
    starts = np.zeros(BUCKETS + 1, np.int64)
    for at in range(len(which)):
        starts[_bucket(topics[at] + others[at]) + 1] += 1
    for at in range(BUCKETS):
        starts[at + 1] += starts[at]
    ordered, bounds = np.empty(len(which), np.int32), np.empty((len(which), 2), np.int64)
    for at in range(len(which)):
        bucket = _bucket(topics[at] + others[at])
        place = starts[bucket]
        ordered[place], bounds[place, 0], bounds[place, 1] = which[at], topics[at] + others[at], others[at]
        starts[bucket] += 1
    return ordered, bounds


@njit(cache=True, nogil=True)
def _bucket(bound):
    return max(0, min(BUCKETS - 1, BUCKETS - 1 - np.int64(bound) // 256))


@njit(cache=True, nogil=True)
def _fits(facts, more, low, high, home, numbers, masks, tables):
    """The hard limits; the language has been asked already."""
    modes = (facts >> U3) & np.uint64(numbers[1])
    if not modes or (facts >> np.uint64(25)) & U1 or more >> np.uint64(9) == U0:
        return False
    if numbers[2] >= 0 and np.int64((facts >> np.uint64(20)) & U3) != numbers[2]:
        return False
    if not (low & masks[4] or high & masks[5]) and (masks[4] | masks[5]) != ~U0:
        return False
    if modes == np.uint64(8):
        reach, distances = tables[0], tables[1]
        km = distances[min(np.int64(more & np.uint64(511)), len(distances) - 1)]
        if km < 0:
            return home == numbers[3]
        return km <= reach[np.int64(facts >> np.uint64(26))]
    return True


@njit(cache=True, nogil=True)
def _steps_of_two(steps):
    """By a byte, which is what two topics tell: the better step of the two, -1 where neither tells a phase."""
    found = np.full(256, -1, np.int64)
    for byte in range(256):
        for phase in (byte & 7, (byte >> 4) & 7):
            if phase:
                found[byte] = max(found[byte], steps[phase])
    return found


@njit(cache=True, nogil=True)
def _stage_of_all(detail, steps, of_two):
    best = np.int64(-1)
    while detail:
        best = max(best, of_two[np.int64(detail & np.uint64(255))])
        detail >>= np.uint64(8)
    return best if best >= 0 else steps[0]


@njit(cache=True, nogil=True)
def _of_topics(low, high, detail, masks, steps, of_two, worth, kinds, best):
    """The terms of topics, and where each is with the topics in common."""
    best[:] = 0
    stage = np.int64(-1)
    for word in range(2):
        whole = low if word == 0 else high
        before = U0 if word == 0 else ones(low)
        left = whole & masks[word]
        while left:
            bit = lowest(left)
            mark = U1 << bit
            left ^= mark
            nibble = (detail >> (U4 * (before + ones(whole & (mark - U1))))) & np.uint64(15)
            topic, talk = np.int64(bit) + 64 * word, np.int64(nibble >> U3)
            for one in range(len(best)):
                best[one] = max(best[one], worth[one, topic, talk])
            phase = np.int64(nibble & U7)
            if phase and mark & masks[2 + word]:
                stage = max(stage, steps[phase])
    score = stage if stage >= 0 else _stage_of_all(detail, steps, of_two)
    for kind in range(3):
        if kinds[kind, 2] == 0:
            score += OPEN_QUESTION * kinds[kind, 3]
            continue
        total = np.int64(0)
        for one in range(kinds[kind, 0], kinds[kind, 1]):
            total += best[one]
        score += total // kinds[kind, 2] * kinds[kind, 3]
    return score


@njit(cache=True, nogil=True)
def _rest(facts, more, numbers, tables):
    """The terms that are looked up by one value each."""
    needs, times, way, close, load = tables[3], tables[4], tables[5], tables[6], tables[7]
    score = needs[np.int64((facts >> np.uint64(12)) & np.uint64(255))] + times[np.int64((facts >> U7) & np.uint64(31))]
    score += close[np.int64((facts >> np.uint64(20)) & np.uint64(31))] + load[np.int64(more >> np.uint64(9))]
    if (facts >> U3) & np.uint64(numbers[1]) & np.uint64(8):
        return score + way[min(np.int64(more & np.uint64(511)), len(way) - 1)]
    return score + numbers[5]


@njit(cache=True, nogil=True)
def _kept(score, number, masks, scores, turns, ids, count):
    """Put one among the best so far, if it belongs there; how many there are then."""
    k = len(scores)
    turn = _rotation(masks[6], masks[7], np.uint64(number))
    at = count
    while at > 0 and (
        score > scores[at - 1]
        or (score == scores[at - 1] and (turn < turns[at - 1] or (turn == turns[at - 1] and number < ids[at - 1])))
    ):
        at -= 1
    if at == k:
        return count
    for place in range(min(count, k - 1), at, -1):
        scores[place], turns[place], ids[place] = scores[place - 1], turns[place - 1], ids[place - 1]
    scores[at], turns[at], ids[at] = score, turn, number
    return min(k, count + 1)


@njit(cache=True, nogil=True)
def _search(rows, blocks, numbers, masks, tables, worth, kinds, not_these, scores, turns, ids):
    """How many were found; they stand in `scores`, `turns` and `ids`, best first."""
    low, high, detail, all_facts, all_more, all_ids = rows
    levels = _levels(worth)
    parts, steps = _parts(kinds, levels), tables[2]
    ordered, bounds = _promising(blocks, numbers, tables, kinds, levels, parts)
    language, of_two, rest = np.uint64(numbers[0]), _steps_of_two(steps), _open_kinds(kinds)
    best, count, k, dearest = np.zeros(len(worth), np.int64), 0, len(scores), steps.max()
    topics, spare = np.zeros(BLOCK, np.int64), np.zeros(BLOCK, np.int64)
    for at in range(len(ordered)):
        least = scores[k - 1] if count == k else np.int64(-1)
        if bounds[at, 0] < least:
            if _bucket(bounds[at, 0]) > _bucket(least):
                break
            continue
        first = np.int64(ordered[at]) * BLOCK
        home, others = blocks[3][ordered[at]], bounds[at, 1] + rest
        _topics_bounds(low[first : first + BLOCK], high[first : first + BLOCK], parts, levels, spare, topics)
        for within in range(BLOCK):
            place, facts = first + within, np.uint64(all_facts[first + within])
            if topics[within] + others < least or not facts & language:
                continue
            more = np.uint64(all_more[place])
            score = _rest(facts, more, numbers, tables)
            if score + topics[within] + rest + dearest < least or not _fits(
                facts, more, low[place], np.uint64(high[place]), home, numbers, masks, tables
            ):
                continue
            own = low[place], np.uint64(high[place]), detail[place]
            score += _of_topics(own[0], own[1], own[2], masks, steps, of_two, worth, kinds, best)
            if score < least or _among(np.int64(all_ids[place]), not_these):
                continue
            count = _kept(score, np.int64(all_ids[place]), masks, scores, turns, ids, count)
            least = scores[k - 1] if count == k else np.int64(-1)
    return count


@njit(cache=True, nogil=True)
def _among(number, numbers):
    for one in numbers:  # noqa: SIM110  (Numba knows no any() over what is made on the way)
        if one == number:
            return True
    return False


assert FULL == 1000, "a bound's bucket holds 256 points of 100 000"
