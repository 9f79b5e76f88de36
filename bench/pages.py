"""What a page costs: CPU of the server process, statements and bytes, beside what cannot be saved.

    .venv/bin/python -m bench.pages [ROWS] [TIMES]        DATABASE_URL=… for PostgreSQL

One run measures both sides in turn: each page; the same template drawn from values already in memory; and Django's
hello through the same middleware. CPU time, not wall time, since other programs disturb the wall and not the CPU.
"""

import sys

from bench import stage

from django.db import connection  # isort: skip
from django.test.signals import template_rendered
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import reverse

from bench.urls import HELD
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.people import drafts
from rinnalla.people.choices import DraftKind
from tests import cast
from tests.proofs import crowd

LINE = "{:30}{:>8}{:>9}{:>8}{:>8}{:>7}{:>9}{:>11}{:>9}{:>22}"
HEAD = LINE.format("page", "CPU ms", "a second", "p50 ms", "p99 ms", "SQL", "bytes", "constant", "hello", "goals")


def hold(name: str, browser: stage.Browser, path: str) -> None:
    """Keep the outermost template of a page and the values it was drawn with."""
    seen: list = []

    def note(sender, template, context, **_):
        seen.append((template, context.flatten()))

    setup_test_environment()
    template_rendered.connect(note)
    try:
        status, _content, _headers = browser.call(path)
    finally:
        template_rendered.disconnect(note)
        teardown_test_environment()
    assert status == 200, (path, status)
    HELD[name] = seen[0]


def show(name: str, found: dict, constant: float | None, hello: float, goals: str) -> None:
    ratio = f"{constant / found['cpu']:.2f}" if constant else ""
    print(
        LINE.format(
            name, f"{found['cpu']:.1f}", f"{found['a second']:.0f}", f"{found['p50']:.1f}", f"{found['p99']:.1f}",
            found["statements"], found["bytes"], ratio, f"{found['cpu'] / hello:.0f}", goals,
        )
    )  # fmt: skip


def page(name: str, browser: stage.Browser, path: str, hello: float, times: int) -> None:
    hold(name, browser, path)
    real = stage.measure(lambda _: browser.call(path)[1], times)
    constant = stage.measure(lambda _: browser.call(f"/bench/constant/{name}/")[1], times)
    lean = "ok" if real["cpu"] <= 30 and real["statements"] <= 12 and real["bytes"] <= 40_960 else "over"
    near = "ok" if constant["cpu"] / real["cpu"] >= 0.75 and real["cpu"] / hello <= 35 else "over"
    show(name, real, constant["cpu"], hello, f"lessons {lean}, scale {near}")


def answers(where) -> dict:
    return {
        "place": {"municipality": "179", "place": "Jyväskylä"},
        "association": {"association": where.code},
        "for-whom": {"for_whom": "self"},
        "language": {"language": "fi"},
        "needs": {"needs": ["listening"]},
        "touch": {"modes": ["phone"], "times": []},
        "rhythm": {"rhythm": ["bad-days"], "rhythm_words": ""},
        "topics": {"topics": ["sciatica"]},
        "phase": {"phase": "treated"},
        "words": {"own_words": "Yöt ovat pitkiä.", "shares_words": True},
        "peer": {"peer_gender": "", "peer_age": "", "musts": [], "chooser": "me"},
        "about": {"age_band": "60-69", "gender": "unsaid"},
        "reach": {"called": "Aino", "email": "aino@example.org", "phone": "", "calls_self": False},
        "consent": {"agreed": True, "other_regions": True},
    }


def sending(times: int, hello: float, where) -> None:
    """The last press of the wizard; the answers stand ready, and only the press is measured."""
    ready = []
    for _ in range(times + 6):
        draft, _code = drafts.start(DraftKind.ASK, "fi")
        drafts.keep(draft, **answers(where))
        ready.append(stage.Browser(draft_ask=draft.code))
    path, before = reverse("ask-send"), Ask.objects.count()

    def press(number: int) -> bytes:
        status, content, headers = ready[number].call(path, once=f"press-{number}")
        assert (status, headers["Location"]) == (302, reverse("ask-sent")), (status, headers, content[:300])
        return content

    found = stage.measure(press, times)
    assert Ask.objects.count() == before + times + 6
    marks = 4  # the transaction's begin and commit, and one savepoint
    good = "ok" if found["statements"] - marks <= 20 and found["cpu"] <= 35 else "over"
    show("POST of an ask", found, None, hello, f"lessons {good} ({found['statements'] - marks}+{marks})")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    stage.prepare()
    cast.union()
    kirsti, where = cast.kirsti(), cast.association()
    crowd.association_of(rows, kirsti=kirsti)
    aino = cast.aino()
    cast.ask(aino, claimed_by=kirsti, claimed_at=clock.now()).promises.create(due=clock.today())
    desk, own = stage.Browser(kirsti), stage.Browser(aino)
    hello = stage.measure(lambda _: own.call("/bench/hello/")[1], times * 3)
    print(f"{connection.vendor}, {rows} rows of each kind, {times} times each; constant and hello are ratios\n\n{HEAD}")
    show("hello", hello, None, hello["cpu"], "")
    page("worklist", desk, reverse("desk"), hello["cpu"], times)
    page("requests of the desk", desk, reverse("desk-asks"), hello["cpu"], times)
    page("supporters of the desk", desk, reverse("supporters"), hello["cpu"], times)
    page("companionships of the desk", desk, reverse("desk-companionships"), hello["cpu"], times)
    page("home of the seeker", own, reverse("home"), hello["cpu"], times)
    sending(times, hello["cpu"], where)


if __name__ == "__main__":
    main()
