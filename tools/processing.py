"""The record of processing activities (GDPR art. 30): its tables are written from the fields' declarations.

python tools/processing.py          writes docs/processing.md anew
python tools/processing.py check    says whether it is stale
"""

import sys

from written import Page


def tables() -> str:
    """One section for each heap: what, of whom, why, ground, who sees it, and each table with its classes and terms."""
    from django.utils import translation

    from rinnalla.privacy.notices.words import HEAPS

    with translation.override("en"):
        return "\n".join(_section(heap) for heap in HEAPS)


def _section(heap) -> str:
    from rinnalla.privacy.notices.making import fates_of

    of = "; ".join(str(role.label) for role in heap.roles)
    told = [
        f"\n### {heap.title}\n",
        f"- of whom: {of}",
        f"- what: {heap.facts}",
        f"- why: {heap.why}",
        f"- ground: {heap.ground}",
        f"- who sees it: {heap.who}\n",
        "| table | class | fields | at erasure | kept for |",
        "|---|---|---|---|---|",
    ]
    for table in heap.tables:
        rows: dict[tuple[str, str, str], list[str]] = {}
        for name, fate in fates_of(table).items():
            rows.setdefault((fate.grade, fate.on_erasure, fate.term), []).append(name)
        told += [
            f"| {table} | {grade} | {', '.join(names)} | {gone} | {_kept_for(term)} |"
            for (grade, gone, term), names in sorted(rows.items())
        ]
    return "\n".join(told)


def _kept_for(term: str) -> str:
    from django.conf import settings

    time = settings.KEPT_FOR[term]
    return f"{term}: {time.days} days" if time else f"{term}: no end"


PAGE = Page("processing", tables)

if __name__ == "__main__":
    PAGE.main(sys.argv[1:])
