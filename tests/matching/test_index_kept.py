"""The index that is kept between calls tells what the tables tell, whatever happened meanwhile (docs/adr/0016)."""

import logging
import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from rinnalla.associations.models import Topic
from rinnalla.base import clock
from rinnalla.ledger.models import Event, Mention
from rinnalla.matching import finding, fit, moves, weights
from rinnalla.matching import pool as reading
from rinnalla.matching.index.kept import keeper
from rinnalla.matching.index.words import encode
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.models import Identity
from rinnalla.privacy import moves as privacy
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Experience, PledgeText, Supporter
from rinnalla.vault import keyring
from tests import cast
from tests.proofs import crowd

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def however_few(settings):
    """Also two supporters are worth an index here."""
    settings.MATCHING_KEPT_FROM = 1
    yield
    keeper.drop()


def found(asks, k=5):
    fits, _pool = finding.find(asks, k, by=None, weighed=weights.in_force())
    return [[one.order for one in each] for each in fits]


def plain(asks, k=5):
    """Everybody opened, scored by plain Python."""
    pool, weighed, key = reading.gather(asks, by=None), weights.in_force(), fit.rotation_key()
    ranks = [fit.rank(one, pool.rows, pool.tree, pool.places, weighed=weighed, key=key) for one in pool.seekers]
    return [[one.order for one in each[:k]] for each in ranks]


def kept_words() -> dict[int, tuple]:
    columns = keeper.kept.columns
    names = ("low", "high", "detail", "facts", "more")
    places = [place for place in range(len(columns.ids)) if columns.facts[place]]
    return {int(columns.ids[at]): tuple(int(getattr(columns, name)[at]) for name in names) for at in places}


def true_words() -> dict[int, tuple]:
    rows = reading.rows_of(list(reading.with_question(Supporter.objects.eligible())), by=None)
    return {row.id: encode(row, keeper.kept.columns.words) for row in rows}


def elsewhere(act) -> None:
    """On another connection."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive()


# --- whatever chance does ---------------------------------------------------------------------------------
class Chance:
    """Moves of the product and changes by hand, each on a supporter drawn by lot."""

    def __init__(self, seed: int):
        self.lot, self.kirsti, self.asks = random.Random(seed), cast.kirsti(), [cast.ask(), cast.ask(cast.olli())]
        where, coast = cast.association(), cast.association("Pohjanmaan Selkäyhdistys", "17")
        for number in range(5):
            cast.supporter(f"S{number}", coast if number == 4 else where, capacity=2, languages="fi sv")
        self.acts = [getattr(self, name) for name in dir(self) if name.startswith("do_")]

    def one(self) -> Supporter:
        return self.lot.choice(list(Supporter.objects.select_related("person", "association")))

    def act(self) -> str:
        act = self.lot.choice(self.acts)
        act(self.one())
        return act.__name__

    def do_rest_or_return(self, one):
        (supporters.rest if one.stage == "active" else supporters.return_)(one, by=one.person)

    def do_limit(self, one):
        supporters.set_at_limit(one, not one.at_limit, by=one.person)

    def do_capacity(self, one):
        supporters.set_capacity(one, self.lot.randint(0, 3), by=one.person)

    def do_describe(self, one):
        told = Experience.of(cast.EXPERIENCE | {"needs": self.lot.sample(["coping", "listening", "guidance"], 2)})
        supporters.describe(one, told, self.lot.choice([["fi"], ["sv"], ["fi", "sv"]]), by=one.person)

    def do_move_house(self, one):
        place = self.lot.choice(["179", "905", "077"])
        people.change_identity(one.person, Identity(called="S", municipality=place), by=one.person)

    def do_consent(self, one):
        if people.has_consented(one.person, ConsentPurpose.SUPPORTER):
            people.withdraw(one.person, ConsentPurpose.SUPPORTER, by=one.person)
        else:
            people.consent(one.person, ConsentPurpose.SUPPORTER, by=one.person, language="fi")

    def do_lapse(self, one):
        day = clock.today() + timedelta(days=self.lot.choice([-1, 0, 9]))
        one.person.qualifications.update(valid_until=day)

    def do_choose_or_take_back(self, one):
        ask = self.asks[0]
        ask.refresh_from_db()
        proposal = ask.proposals.open().select_related("ask__person", "supporter__person", "card").first()
        if proposal:
            return moves.take_back(proposal, by=ask.person)
        made = moves.shortlist(ask, by=self.kirsti)
        card = made.cards.select_related("shortlist__ask__person", "supporter__person").first()
        if card:
            moves.choose(card, by=self.kirsti)
        return None

    def do_block(self, one):
        moves.block(self.asks[1].person, one, by=None)

    def do_agreement(self, one):
        one.agreements.update(ended_at=None if one.agreements.filter(ended_at=None).count() == 0 else clock.now())

    def do_association(self, one):
        type(one.association).objects.filter(pk=one.association_id).update(is_active=self.lot.random() < 0.7)

    def do_rests_by_law(self, one):
        type(one.person).objects.filter(pk=one.person_id).update(
            restricted_at=None if one.person.restricted_at else clock.now()
        )

    def do_by_hand(self, one):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE supporters_supporter SET capacity = 1 WHERE capacity > 1")

    def do_tree(self, one):
        Topic.objects.filter(key="lbp").update(parent=self.lot.choice([None, "pain", "nerve"]))

    def do_newcomer(self, one):
        cast.supporter("N", one.association, languages="fi")

    def do_erase(self, one):
        if Supporter.objects.count() > 3:
            privacy.erase(one.person, by=one.person)

    def do_undo(self, one):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Supporter.objects.filter(pk=one.pk).update(capacity=9)
            assert found(self.asks) == plain(self.asks), "inside, too"
            raise ZeroDivisionError


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_every_move_the_kept_index_is_the_one_that_would_be_built_now(seed):
    """Half of the moves on another connection than the index reads on."""
    chance, done = Chance(seed), set()
    assert found(chance.asks) == plain(chance.asks)
    built = keeper.kept
    for turn in range(40):
        name = []
        act = lambda name=name: name.append(chance.act())  # noqa: E731
        elsewhere(act) if turn % 2 else act()
        done |= set(name)
        assert found(chance.asks) == plain(chance.asks), (turn, name)
        assert kept_words() == true_words(), (turn, name)
    assert keeper.kept is not None and built is not None
    assert len(done) > 8


def test_one_change_is_read_and_nothing_is_built_anew():
    for number in range(4):
        cast.supporter(f"S{number}")
    ask = cast.ask()
    found([ask])
    kept = keeper.kept
    first = Supporter.objects.first()
    before = Event.objects.count()
    supporters.set_capacity(first, 4, by=first.person)
    assert found([ask]) == plain([ask])
    assert keeper.kept is kept
    read = Event.objects.filter(seq__gt=before)
    listed = [set(Mention.objects.filter(event=one).values_list("code", flat=True)) for one in read.order_by("seq")]
    assert listed[1] == {first.person.code}, "the system opens the one who changed"


# --- what is recorded --------------------------------------------------------------------------------------
def test_only_those_found_are_opened_for_the_one_who_looks():
    kirsti, ask = cast.kirsti(), cast.ask()
    crowd.supporters(30, cast.association())
    found([ask])
    before = Event.objects.count()
    fits = fit.best(ask, 3, by=kirsti)
    lines = Event.objects.filter(seq__gt=before).order_by("seq")
    told = [
        (line.actor, line.names, set(Mention.objects.filter(event=line).values_list("code", flat=True)))
        for line in lines
    ]
    shown = {one.row.person for one in fits}
    codes = set(Supporter.objects.filter(person__in=shown).values_list("person__code", flat=True))
    assert told[:2] == [(kirsti.code, "story wishes", {ask.person.code}), (kirsti.code, "experience", codes)]
    assert all(actor == "" and len(who) == 1 for actor, _names, who in told[2:]), "and one drawn by lot, by the system"
    assert len(told) <= 3


# --- time --------------------------------------------------------------------------------------------------
def test_who_lapses_drops_out_on_the_day_though_nobody_writes(monkeypatch):
    ulla, pekka = cast.supporter("Ulla"), cast.pekka()
    pekka.person.qualifications.update(valid_until=clock.today() + timedelta(days=3))
    ask = cast.ask()
    days = [{number for _score, _turn, number in found([ask])[0]}]
    kept, now = keeper.kept, clock.now()
    for later in (3, 4):
        monkeypatch.setattr(clock, "now", lambda later=later: now + timedelta(days=later))
        days.append({number for _score, _turn, number in found([ask])[0]})
        assert found([ask]) == plain([ask])
    assert days == [{ulla.pk, pekka.pk}, {ulla.pk, pekka.pk}, {ulla.pk}]
    assert keeper.kept is kept, "not built anew"


def test_on_the_day_of_a_new_text_all_who_have_not_signed_it_drop_out(monkeypatch):
    cast.pekka()
    ask = cast.ask()
    day = clock.today() + timedelta(days=2)
    PledgeText.objects.create(version="2", fi="a", sv="a", en="a", in_force_from=day)
    assert len(found([ask])[0]) == 1
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    assert found([ask]) == plain([ask]) == [[]]


# --- when it goes wrong -------------------------------------------------------------------------------------
@pytest.mark.parametrize("column", ["facts", "detail", "more"])
def test_an_index_that_lies_is_dropped_and_the_tables_answer(column, caplog):
    for number in range(3):
        cast.supporter(f"S{number}")
    ask = cast.ask()
    right = found([ask])
    values = getattr(keeper.kept.columns, column)
    values[values > 0] ^= values.dtype.type({"facts": 1 << 12, "detail": 1, "more": 1 << 9}[column])
    logging.getLogger("rinnalla").propagate = True
    caplog.clear()
    assert found([ask]) == right
    assert "told something that is not so" in caplog.text
    assert keeper.kept is None


def test_without_triggers_no_index_is_kept(caplog):
    cast.pekka()
    ask = cast.ask()
    with transaction.atomic():
        on = " ON people_consent" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER noted_people_consent_update{on}")
        logging.getLogger("rinnalla").propagate = True
        assert len(found([ask])[0]) == 1
        assert "people_consent" in caplog.text
        transaction.set_rollback(True)
    assert keeper.kept is None


# --- memory ------------------------------------------------------------------------------------------------
def test_whoever_is_erased_is_wiped_from_memory_at_the_next_call():
    pekka = cast.pekka()
    cast.supporter("Ulla")
    ask = cast.ask()
    found([ask])
    columns = keeper.kept.columns
    place = columns.place_of(pekka.pk)
    assert columns.low[place] or columns.high[place]
    privacy.erase(pekka.person, by=pekka.person)
    found([ask])
    assert keeper.kept.columns is columns
    assert not any(getattr(columns, name)[place] for name in ("low", "high", "detail", "facts", "more"))


def test_with_another_keyring_the_index_is_gone():
    cast.pekka()
    ask = cast.ask()
    found([ask])
    columns = keeper.kept.columns
    keyring.forget()
    assert keeper.current(keyring.keyring()) is None
    assert not columns.low.any() and not columns.facts.any()


def test_what_one_transaction_changed_is_answered_at_once_and_kept_only_after_commit():
    pekka = cast.pekka()
    cast.supporter("Ulla")
    ask = cast.ask()
    found([ask])
    before = kept_words()
    with transaction.atomic():
        supporters.set_capacity(pekka, 7, by=pekka.person)
        assert found([ask]) == plain([ask])
        assert kept_words() == before
    assert kept_words() == true_words() != before


def test_a_copied_process_begins_with_no_index():
    import os

    cast.pekka()
    found([cast.ask()])
    assert keeper.kept is not None
    child = os.fork()
    if not child:
        os._exit(0 if keeper.kept is None and keeper.lock.acquire(timeout=5) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert keeper.kept is not None
