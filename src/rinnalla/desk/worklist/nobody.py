"""Why nobody fits, in one sentence a line; opened only when the coordinator asks for these lines alone."""

from collections import Counter

from rinnalla.asks.models import Ask
from rinnalla.desk.worklist.lines import Line
from rinnalla.matching import fit, limits
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.rows import Seeker
from rinnalla.matching.sentences import WHY_NOT
from rinnalla.people.models import Person


def say_why(lines: list[Line], *, by: Person) -> None:
    """The change that would open most cards, or else the limit that holds most supporters back; the same statements
    for one request and for thirty. Only requests whose story this coordinator may read are opened.
    """
    readable = Ask.objects.open().readable_by(by).filter(code__in=[line.key for line in lines])
    asks = list(readable.select_related("person", "association"))
    if not asks:
        return
    pool = gather(asks, by=by)
    why = {ask.code: _why(pool, seeker) for ask, seeker in zip(asks, pool.seekers, strict=True)}
    for line in lines:
        line.words = why.get(line.key) or line.words


def _why(pool: Pool, seeker: Seeker) -> str:
    helpful = fit.changes(seeker, pool.rows, pool.tree, pool.places)
    if helpful:
        return helpful[0].sentence
    held = Counter(limits.first_broken(seeker, row, pool.tree, pool.places) for row in pool.rows)
    held.pop("", None)
    return str(WHY_NOT[held.most_common(1)[0][0]]) if held else ""
