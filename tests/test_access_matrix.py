"""Who may open and who may send what: every address × every person, as written in access_matrix.toml.

The village has a thing behind every address. Another's thing is 404, as if it were not there; 403 is for a place
that is closed to one's work, or for a thing one knows of. A new address without a row fails.
"""

import pytest

from tests import addresses, village
from tests.village import EVERYONE

ROWS = addresses.rows()
OUTSIDERS = ("maija", "olli")  # nothing of Kirsti's association is known to them
OF_MAIJA = {"need", "elsewhere", "by Maija", "supporter elsewhere", "call wish elsewhere"}
NOT_THERE = {302, 404, 405}  # sent to sign in, not there, or no such verb for anyone


def test_every_address_has_a_row_and_every_row_an_address():
    assert {row.route for row in ROWS} == set(addresses.routes())


def test_every_row_has_a_status_for_each_person_and_each_verb():
    assert [row.route for row in ROWS if (len(row.get), len(row.post)) != (len(EVERYONE), len(EVERYONE))] == []


def test_a_verb_that_does_not_exist_exists_for_nobody():
    """A page of ours answers 405 before it looks for the thing, so that 405 tells nothing about it."""
    ours = [row for row in ROWS if not row.route.startswith("sign-in/2fa/")]
    partly = [row.route for row in ours for verb in (row.get, row.post) if 405 in verb and not {*verb[1:]} <= {405}]
    assert partly == []


@pytest.mark.parametrize("name", OUTSIDERS)
def test_anothers_thing_is_never_more_than_not_there(name):
    column = EVERYONE.index(name)
    told = [
        (row.route, verb[column])
        for row in ROWS
        for verb in (row.get, row.post)
        if row.names_secret_things and not (name == "maija" and OF_MAIJA & set(row.things.values()))
        if verb[column] not in NOT_THERE
    ]
    assert told == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_address_answers_as_written(name):
    def wanted(row, verb):  # a verb that exists for nobody is tried by two
        return set(getattr(row, verb)[1:]) != {405} or name in ("nobody", "kirsti")

    wrong = []
    for row, verb, answer in addresses.each_answer(village.build(), name, wanted):
        if answer.status_code != getattr(row, verb)[EVERYONE.index(name)]:
            wrong.append(f"{verb} {row.route}: {answer.status_code}")
    assert wrong == []
