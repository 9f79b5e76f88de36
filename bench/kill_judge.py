"""What `bench.kill` asks of the database, in a process of its own: the product's code reads what is there."""

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db.models import Count  # noqa: E402

from rinnalla.asks.models import Ask  # noqa: E402
from rinnalla.associations.choices import RoleKind  # noqa: E402
from rinnalla.associations.models import Association, Role  # noqa: E402
from rinnalla.base import clock  # noqa: E402
from rinnalla.ledger import checking  # noqa: E402
from rinnalla.ledger.models import Event  # noqa: E402
from rinnalla.letters import worker  # noqa: E402
from rinnalla.letters.models import Letter  # noqa: E402
from rinnalla.people import moves as people  # noqa: E402
from rinnalla.people.models import Identity, Person  # noqa: E402
from rinnalla.vault import blind  # noqa: E402

ID = re.compile(r"^Message-ID: <([^@]+)@", re.MULTILINE)


def add_staff() -> None:
    """Two coordinators, so that each request has letters to send."""
    for name in ("kirsti", "maija"):
        one = people.new_person(Identity(called=name, email=f"{name}@example.org"), "fi", by=None)
        for where in (Association.objects.get(), None):
            Role.objects.create(person=one, association=where, kind=RoleKind.COORDINATOR)


def let_leases_run_out() -> None:
    Letter.objects.filter(stage="waiting").exclude(leased_until=None).update(leased_until=clock.now())


def send_the_rest() -> None:
    while worker.send_due():
        pass


def count(phones: str) -> None:
    """Prints what is wrong as numbers; all of them are 0 when all is well."""
    wanted = {blind.index("people.phone", phone) for phone in json.loads(Path(phones).read_text())}
    there = Counter(Person.objects.filter(phone_index__in=wanted).values_list("phone_index", flat=True))
    asks = Ask.objects.annotate(
        promised=Count("promises", distinct=True), agreed=Count("person__consents", distinct=True)
    )
    print(
        json.dumps(
            {
                "lost": len(wanted - set(there)),
                "doubled": sum(number > 1 for number in there.values()),
                "requests beside the forms": abs(Ask.objects.count() - len(wanted)),
                "half moves": asks.exclude(promised=1, agreed=1).count(),
                "rows without their line, lines without a row": _unmatched("ask.referred", Ask, "asks.ask")
                + _unmatched("person.joined", Person, "people.person"),
                "faults in the chain": len(checking.verify().findings),
            }
            | _letters()
        )
    )


def _unmatched(action: str, kind, label: str) -> int:
    lines = Counter(Event.objects.filter(action=action, kind=label).values_list("subject", flat=True))
    rows = Counter(kind.objects.values_list("code", flat=True))
    if kind is Person:  # the administrator was invited, which is another line
        rows = Counter({code: 1 for code in rows if code in lines or Ask.objects.filter(person__code=code).exists()})
    return sum(((lines - rows) + (rows - lines)).values())


def _letters() -> dict[str, int]:
    """A letter goes out at least once; a second copy has the same number, so that a mailbox knows it."""
    mails = [found for file in Path(settings.MAIL_FOLDER).glob("*") for found in ID.findall(file.read_text())]
    sent = set(Letter.objects.filter(way="mail", stage="sent").values_list("code", flat=True))
    waiting = Letter.objects.filter(way="mail", stage="waiting").count()
    called = Letter.objects.filter(way="call").count()
    calls = Letter.objects.filter(way="call").values("to").annotate(times=Count("pk")).exclude(times=1).count()
    return {
        "letters lost": waiting + len(set(mails) - sent - _merged()),
        "requests without a call, or with two": calls + abs(called - Ask.objects.count()),
        "letters": Letter.objects.count(),
        "mails sent again with the same number": len(mails) - len(set(mails)),
    }


def _merged() -> set[str]:
    return set(Letter.objects.filter(way="mail").values_list("code", flat=True))


if __name__ == "__main__":
    {act.__name__: act for act in (add_staff, let_leases_run_out, send_the_rest, count)}[sys.argv[1]](*sys.argv[2:])
