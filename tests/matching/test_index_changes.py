"""The log of what has changed for matching: the database writes it, so nobody can forget to (docs/adr/0016)."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.expressions import Col
from django.db.models.sql import Query
from django.test.utils import CaptureQueriesContext

from rinnalla.associations.models import Municipality, Topic
from rinnalla.base import clock
from rinnalla.matching import changes, noting, pool
from rinnalla.matching.changes import Change, without
from rinnalla.people.choices import ConsentPurpose, Language
from rinnalla.people.models import Consent, Identity
from rinnalla.supporters.models import BackgroundCheck, PledgeText, Supporter
from tests import cast

pytestmark = pytest.mark.django_db
NOTED = {(watched.table, column) for watched in noting.WATCHED for column in watched.columns}
# Read, and never different while their row is there.
FIXED = {
    ("supporters_supporter", "id"),
    ("supporters_supporter", "code"),
    ("people_consent", "id"),
    ("associations_association", "id"),
    ("supporters_pledgetext", "id"),
    ("supporters_agreementtext", "id"),
}


def noted(act) -> set[tuple[str, int]]:
    """What the log tells of an act."""
    before = set(Change.objects.values_list("pk", flat=True))
    act()
    return set(Change.objects.exclude(pk__in=before).values_list("kind", "key"))


def test_every_table_that_matching_reads_is_noted():
    assert noting.missing() == set()


def test_every_column_that_decides_who_is_offered_is_noted():
    """Found in the question itself, so that a new condition of `eligible` cannot be forgotten."""
    asked = set(columns_of(pool.with_question(Supporter.objects.eligible()).query))
    assert ("supporters_supporter", "at_limit") in asked and ("training_qualification", "valid_until") in asked
    assert asked - NOTED - FIXED == set()


def columns_of(query):
    """Table and column of everything that decides what a query gives."""
    for node in [query.where, *query.annotations.values()]:
        yield from _columns_in(node)
    for field, _descending in _ordering(query):
        yield field


def _columns_in(node):
    if isinstance(node, Col):
        yield node.target.model._meta.db_table, node.target.column
    elif isinstance(node, Query):
        yield from columns_of(node)
    else:
        parts = getattr(node, "children", None) or getattr(node, "get_source_expressions", list)()
        for part in [*parts, getattr(node, "query", None), getattr(node, "rhs", None)]:
            if part is not None:
                yield from _columns_in(part)


def _ordering(query):
    """A limited question also hangs on its order: `-in_force_from`."""
    if not query.is_sliced:
        return
    for name in query.order_by or query.model._meta.ordering:
        field = query.model._meta.pk if name.strip("-") == "pk" else query.model._meta.get_field(name.strip("-"))
        yield (query.model._meta.db_table, field.column), name.startswith("-")


def test_every_column_that_a_row_is_made_of_is_noted():
    """Rows are made of supporters of whom nothing has been read yet; what is fetched then is what a row reads."""
    cast.pekka()
    bare = Supporter.objects.only("pk").annotate(is_asked=Value(False))
    with CaptureQueriesContext(connection) as caught:
        pool.rows_of(list(bare), by=None)
    one_row = re.compile(r'^SELECT "supporters_supporter"\."id", "(\w+)"\."(\w+)" FROM')
    read = {found.groups() for query in caught.captured_queries if (found := one_row.match(query["sql"]))}
    assert ("supporters_supporter", "experience") in read and ("supporters_supporter", "capacity") in read
    assert (read | {("people_person", "identity")}) - NOTED - FIXED == set()


def test_each_change_is_noted_for_whom_it_concerns():
    pekka = cast.pekka()
    who, there = ("person", pekka.person_id), ("supporter", pekka.pk)
    same = Supporter.objects.filter(pk=pekka.pk)
    assert noted(lambda: same.update(capacity=5)) == {there}
    assert noted(lambda: same.update(capacity=5)) == set(), "nothing changed"
    assert noted(lambda: same.update(last_walked_at=clock.now())) == set(), "nothing that matching reads"
    pekka.person.know_as(Identity(called="Pekka", municipality="905"))
    assert noted(pekka.person.save) == {who}
    given = {"purpose": ConsentPurpose.SUPPORTER, "version": "1", "language": Language.FI}
    assert noted(lambda: Consent.objects.create(person=pekka.person, **given)) == {who}
    assert noted(lambda: pekka.person.consents.update(withdrawn_at=clock.now())) == {who}
    assert noted(lambda: pekka.person.qualifications.update(valid_until=clock.today())) == {who}
    assert noted(lambda: pekka.agreements.update(ended_at=clock.now())) == {there}
    assert noted(lambda: pekka.pledges.all()._raw_delete("default")) == {there}
    check = {"supporter": pekka, "shown_on": clock.today()}
    assert noted(lambda: BackgroundCheck.objects.bulk_create([BackgroundCheck(**check)])) == {there}
    assert {who, there} <= noted(pekka.person.delete), "and whatever goes with a person"


def test_what_concerns_everybody_is_noted_for_all():
    pekka = cast.pekka()
    tomorrow = clock.today() + timedelta(days=1)
    words = {"version": "2", "fi": "a", "sv": "a", "en": "a", "in_force_from": tomorrow}
    assert noted(lambda: PledgeText.objects.create(**words)) == {("all", 0)}
    assert noted(lambda: Topic.objects.filter(key="lbp").update(parent=None)) == {("all", 0)}
    assert noted(lambda: Topic.objects.filter(key="lbp").update(fi="selkä")) == set()
    assert noted(lambda: Municipality.objects.filter(code="905").update(latitude=60.0)) == {("all", 0)}
    assert noted(lambda: type(pekka.association).objects.update(is_active=False)) == {("all", 0)}


def test_a_row_that_moves_to_another_is_noted_for_both():
    pekka, ulla = cast.pekka(), cast.supporter("Ulla")
    check = BackgroundCheck.objects.create(supporter=pekka, shown_on=clock.today())
    moved = noted(lambda: BackgroundCheck.objects.filter(pk=check.pk).update(supporter=ulla))
    assert moved == {("supporter", pekka.pk), ("supporter", ulla.pk)}


def test_what_is_undone_was_never_noted():
    pekka = cast.pekka()

    def undone():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Supporter.objects.filter(pk=pekka.pk).update(capacity=7)
            raise ZeroDivisionError

    assert noted(undone) == set()


def test_old_lines_are_forgotten_and_a_reader_left_behind_knows_it():
    pekka = cast.pekka()
    Supporter.objects.filter(pk=pekka.pk).update(capacity=2)
    mark = changes.read(None).mark
    Change.objects.update(at=clock.now() - changes.KEPT - timedelta(hours=1))
    assert changes.forget_old() > 0
    assert Change.objects.count() == 0
    if connection.vendor == "sqlite":
        assert changes.read(mark).is_lost


@pytest.mark.parametrize(
    ("snapshot", "own", "left"),
    [
        ("10:20:", None, "10:20:"),
        ("10:20:12,15", "13", "10:20:12,13,15"),
        ("13:20:", "13", "13:20:13"),
        ("10:20:12", "20", "10:20:12"),
        ("10:20:12", "25", "10:20:12"),
    ],
)
def test_ones_own_transaction_counts_as_still_running(snapshot, own, left):
    assert without(snapshot, own) == left
