"""Who works where: roles given and ended, invitations that work once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from rinnalla.associations import accents, invites, moves, policies
from rinnalla.associations.choices import Accent, RoleKind
from rinnalla.associations.models import Association, County, Invitation, Municipality, Role, Topic, Union
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.people.models import Identity, Person
from tests import cast

pytestmark = pytest.mark.django_db


def actions():
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def invited(kind=RoleKind.COORDINATOR, email="uusi@example.org", association=None, by=None):
    who = Identity(called="Uusi", email=email)
    return invites.invite(kind=kind, association=association, identity=who, language="sv", by=by)


# --- the union and its associations -------------------------------------------------------------------------
def test_a_union_is_founded_once():
    moves.found_union(fi="Selkäliitto", sv="", en="", phone="09 000 0000", by=None)
    with pytest.raises(RuleBroken):
        moves.found_union(fi="Toinen", phone="1", by=None)
    assert (Union.get().name_in("sv"), actions()) == ("Selkäliitto", ["union.changed"])


def test_an_association_begins_with_the_municipalities_of_a_county():
    cast.places()
    county = County.objects.get(code="15")
    one = moves.add_association(fi="Keski-Suomi", phone="014", county=county, by=None)
    assert sorted(one.area.values_list("fi", flat=True)) == ["Hankasalmi", "Jyväskylä"]
    moves.serve(one, Municipality.objects.filter(code="905"), by=None)
    assert list(one.area.values_list("fi", flat=True)) == ["Vaasa"]


def test_a_change_is_written_down_by_the_names_of_what_changed():
    one, leena = cast.association(), cast.leena()
    moves.change_association(one, by=leena, phone="050", looks_first=False, promise_days=3)
    event = Event.objects.latest("seq")
    assert (event.action, event.names, event.subject) == ("association.changed", "looks_first phone", one.code)
    moves.change_association(one, by=leena, phone="050")
    assert Event.objects.latest("seq").pk == event.pk


def test_a_fact_that_is_none_of_its_is_refused():
    with pytest.raises(TypeError):
        moves.change_association(cast.association(), by=cast.leena(), code="MINE")


def test_an_accent_is_one_of_those_that_can_be_read():
    one, leena = cast.association(), cast.leena()
    moves.change_association(one, by=leena, accent="lake")
    with pytest.raises(RuleBroken):
        moves.change_association(one, by=leena, accent="#ffffff")
    assert Association.objects.get(pk=one.pk).accent == "lake"
    assert set(Accent.values) == set(accents.COLOURS)
    for accent in Accent.values:
        accents.check(accent)


def test_a_pale_accent_is_told_to_be_hard_to_read(monkeypatch):
    monkeypatch.setitem(accents.COLOURS, "pale", ("#99ccbb", "#8ed3c7"))
    with pytest.raises(RuleBroken):
        accents.check("pale")
    assert accents.contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_accents_are_those_of_the_style_sheet():
    sheet = (Path(accents.__file__).parents[1] / "base/static/base/rinnalla.css").read_text()
    for accent, pair in accents.COLOURS.items():
        start = sheet.index(f'[data-accent="{accent}"]') if accent else 0
        assert f"--accent: light-dark({pair[0]}, {pair[1]})" in sheet[start : start + 900]
    for name, place in (("ground", 0), ("surface", 1), ("sunk", 2)):
        light, dark = accents.GROUNDS["light"][place], accents.GROUNDS["dark"][place]
        assert f"--{name}: light-dark({light}, {dark})" in sheet


# --- policies -----------------------------------------------------------------------------------------------
def test_who_may_what():
    kirsti, maija, leena, olli, taru = cast.kirsti(), cast.maija(), cast.leena(), cast.olli(), cast.taru()
    ours = cast.association()
    everyone = (kirsti, maija, leena, olli, taru)
    assert [policies.works_at_desk(one) for one in everyone] == [True, True, True, False, True]
    assert [policies.may_administer(one) for one in everyone] == [False, False, True, False, False]
    assert [policies.may_coordinate(one, ours) for one in everyone] == [True, False, False, False, False]
    assert [policies.may_coordinate(one, None) for one in everyone] == [False] * 5
    assert [policies.may_change_association(one, ours) for one in everyone] == [True, False, True, False, False]


# --- roles --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("of_the_union", [True, False])
def test_a_role_is_held_once(of_the_union):
    where = None if of_the_union else cast.association()
    olli, leena = cast.olli(), cast.leena()
    first = moves.give_role(olli, RoleKind.COORDINATOR, where, by=leena)
    assert moves.give_role(olli, RoleKind.COORDINATOR, where, by=leena) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(person=olli, association=where, kind=RoleKind.COORDINATOR)
    assert actions().count("role.given") == 1


def test_an_administrator_is_of_the_union():
    with pytest.raises(RuleBroken):
        moves.give_role(cast.olli(), RoleKind.ADMINISTRATOR, cast.association(), by=cast.leena())


def test_ending_a_role_ends_the_sessions_of_that_person(client):
    kirsti, leena = cast.kirsti(), cast.leena()
    mark, others = kirsti.password, cast.maija()
    moves.end_role(kirsti.roles.get(), by=leena)
    assert Person.objects.get(pk=kirsti.pk).password != mark
    assert Person.objects.get(pk=others.pk).password == others.password
    assert not policies.works_at_desk(Person.objects.get(pk=kirsti.pk))
    assert actions()[-1] == "role.ended"


def test_who_keeps_a_role_of_the_kind_stays_signed_in():
    kirsti, leena = cast.kirsti(), cast.leena()
    mark = kirsti.password
    second = moves.give_role(kirsti, RoleKind.COORDINATOR, None, by=leena)
    moves.end_role(second, by=leena)
    assert Person.objects.get(pk=kirsti.pk).password == mark


def test_a_role_ends_once():
    kirsti, leena = cast.kirsti(), cast.leena()
    role = kirsti.roles.get()
    moves.end_role(role, by=leena)
    with pytest.raises(Overtaken):
        moves.end_role(role, by=leena)


def test_the_last_administrator_stays():
    leena = cast.leena()
    with pytest.raises(RuleBroken):
        moves.end_role(leena.roles.get(), by=leena)
    assert (policies.may_administer(Person.objects.get(pk=leena.pk)), actions()) == (True, [])


# --- invitations --------------------------------------------------------------------------------------------
def test_an_invitation_is_taken_up_once_and_proves_the_address():
    where, leena = cast.association(), cast.leena()
    invitation, token = invited(association=where, by=leena)
    person, role = invites.take_up(token)
    assert (person, role.kind, role.association, role.given_by) == (invitation.person, "coordinator", where, leena)
    assert person.email_proven_at is not None
    assert person.language == "sv"
    with pytest.raises(RuleBroken):
        invites.take_up(token)
    assert actions()[-4:] == ["invitation.made", "person.address_confirmed", "role.given", "invitation.used"]


def test_the_token_is_kept_nowhere():
    _invitation, token = invited()
    kept = Invitation.objects.values().get()
    assert not any(token in str(value) for value in kept.values())


def test_an_old_or_foreign_link_opens_nothing():
    invitation, token = invited()
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert (invites.find(token), invites.find("x" * 43), invites.find("")) == (None, None, None)
    with pytest.raises(RuleBroken):
        invites.take_up(token)
    assert not invitation.person.roles.exists()


def test_inviting_again_makes_the_earlier_link_useless():
    _first, old = invited()
    second, new = invited()
    assert (invites.find(old), invites.find(new)) == (None, second)
    assert Person.objects.count() == 1


def test_who_has_proven_the_address_is_invited_as_the_person_they_are():
    olli = cast.olli()
    Person.objects.filter(pk=olli.pk).update(email_proven_at=clock.now())
    invitation, _token = invited(email="OLLI@example.org")
    assert invitation.person == olli


def test_an_address_that_someone_only_typed_is_no_proof():
    aino = cast.aino()
    invitation, token = invited(email="aino@example.org")
    assert invitation.person != aino
    Person.objects.filter(pk=aino.pk).update(email_proven_at=clock.now())
    assert invites.take_up(token)[0] == aino, "who proved it meanwhile reads the same mail"


def test_an_invitation_needs_an_address_and_a_role_that_exists():
    with pytest.raises(RuleBroken):
        invited(email=" ")
    with pytest.raises(RuleBroken):
        invited(kind=RoleKind.ADMINISTRATOR, association=cast.association())


def test_links_that_a_former_administrator_sent_open_nothing():
    leena, other = cast.leena(), cast.olli()
    moves.give_role(other, RoleKind.ADMINISTRATOR, None, by=leena)
    _invitation, token = invited(by=other)
    moves.end_role(other.roles.get(), by=leena)
    assert invites.find(token) is None


def test_old_invitations_are_forgotten():
    invited()
    assert invites.forget_old() == 0
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=14, seconds=1))
    assert invites.forget_old() == 1


# --- topics -------------------------------------------------------------------------------------------------
def test_the_union_adds_and_changes_topics():
    cast.places()
    leena = cast.leena()
    pain = Topic.objects.get(key="pain")
    new = moves.add_topic(parent=pain, fi="häntäluu", sv="svanskota", en="Tail bone", is_offered=True, by=leena)
    assert (new.key, new.kind, new.parent) == ("tail-bone", "condition", pain)
    with pytest.raises(RuleBroken):
        moves.add_topic(parent=pain, fi="x", sv="x", en="tail bone", is_offered=True, by=leena)
    moves.change_topic(new, fi="häntäluukipu", is_offered=False, by=leena)
    assert Topic.objects.get(key="tail-bone").fi == "häntäluukipu"
    assert actions() == ["topic.changed", "topic.changed"]
