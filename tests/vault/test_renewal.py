"""A person's new key: all of theirs is under it, the old one is gone, and a power cut at any step loses nothing."""

from contextlib import suppress

import pytest

from rinnalla.ledger import book, checking, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.vault import renewal
from rinnalla.vault.decision import ROTATION, Decision
from rinnalla.vault.keyring import WHOLE, keyring
from tests.vault.sealed import keys_of

pytestmark = pytest.mark.django_db


class PowerCut(Exception):
    pass


def someone(code, name):
    person = Person(code=code)
    person.set_unusable_password()
    person.seal(identity={"called": name})
    person.save()
    return person


def name_of(code):
    person = Person.objects.get(code=code)
    return reading.opened(person, "identity", by=None, purpose=Purpose.STAFF).identity["called"]


def grades_left(code):
    found = keyring().spares([code], Decision.now(ROTATION, [code]))
    return [one.grade for one in found.get(code, [])]


def test_everything_is_under_the_new_key_and_the_old_one_is_gone():
    someone("AINO", "Aino")
    someone("PEKKA", "Pekka")
    aino, pekka = keys_of("AINO"), keys_of("PEKKA")
    assert renewal.renew(["AINO"], rest=0) == 1
    assert (keys_of("AINO") != aino, keys_of("PEKKA") == pekka) == (True, True)
    assert grades_left("AINO") == []
    assert (name_of("AINO"), name_of("PEKKA")) == ("Aino", "Pekka")


def test_the_ledger_stays_whole_and_its_details_stay_readable():
    aino = someone("AINO", "Aino")
    event = book.write(None, "role.given", about=aino, details={"kind": "coordinator"})
    renewal.renew(["AINO"], rest=0)
    assert grades_left("AINO") == ["P2"]
    assert checking.verify().is_whole
    opened = reading.opened(type(event).objects.get(pk=event.pk), "details", by=None, purpose=Purpose.STAFF)
    assert opened.details == {"kind": "coordinator"}


@pytest.mark.parametrize("step", range(1, 8))
def test_cut_short_at_any_step_nothing_is_lost_and_the_next_time_finishes_it(monkeypatch, step):
    someone("AINO", "Aino")
    someone("PEKKA", "Pekka")
    steps = iter(range(1, 100))

    def cutting(really):
        def act(*words, **more):
            if next(steps) == step:
                raise PowerCut
            return really(*words, **more)

        return act

    with monkeypatch.context() as patch:
        ring = type(keyring())
        for name in ("renew", "spares", "settle"):
            patch.setattr(ring, name, cutting(getattr(ring, name)))
        patch.setattr(renewal, "_put", cutting(renewal._put))
        with suppress(PowerCut):
            renewal.renew(["AINO", "PEKKA"], rest=0)
    assert (name_of("AINO"), name_of("PEKKA")) == ("Aino", "Pekka")
    renewal.renew(["AINO", "PEKKA"], rest=0)
    assert WHOLE not in grades_left("AINO") + grades_left("PEKKA")
    assert (name_of("AINO"), name_of("PEKKA")) == ("Aino", "Pekka")
