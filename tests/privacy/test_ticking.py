"""The operator does the regular work at once, and reads what came of it (R39)."""

import pytest
from django.conf import settings as in_force

from rinnalla.config import cli, ticking
from rinnalla.privacy.models import Round

pytestmark = pytest.mark.django_db


def test_the_work_is_done_part_by_part_and_summed_up(capsys):
    assert cli.main(["tick"]) == 0
    said = capsys.readouterr().out
    assert [line.partition(":")[0] for line in said.splitlines()[:-1]] == in_force.TICKS
    assert said.splitlines()[-1] == f"{len(in_force.TICKS)} of {len(in_force.TICKS)} parts went through."
    assert Round.objects.count() == 1


def test_a_part_that_fails_is_named_and_the_others_are_done(capsys, settings):
    settings.TICKS = ["rinnalla.privacy.no_such_thing", "rinnalla.privacy.moves.erase_due"]
    assert ticking.tick() == 1
    assert capsys.readouterr().out.splitlines() == [
        "rinnalla.privacy.no_such_thing: did not go through: ImportError",
        "rinnalla.privacy.moves.erase_due: 0",
        "1 of 2 parts went through.",
    ]
