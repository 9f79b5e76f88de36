"""The union's pages: an administrator's own, a coordinator's part of them, nobody else's (R22, R35)."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Municipality, Role, Topic, Union
from rinnalla.base import clock
from rinnalla.ledger.models import Event
from rinnalla.people.models import Person
from rinnalla.supporters.models import PledgeText
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    """The browser, with this person signed in."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def union():
    return cast.union()


def at(name, *args):
    return reverse(name, args=args)


def pages(association):
    """Every page of this part, with what it needs in its address."""
    cast.places()
    whole = [at(name) for name in ("union-change", "association-add", "union-staff", "union-invite")]
    whole += [at(name) for name in ("topics", "topic-add", "pledges", "pledge-add")] + [at("topic-change", "pain")]
    own = [at("association", association.code), at("association-change", association.code)]
    inside = [at(f"association-{name}", association.code) for name in ("area", "staff", "invite")]
    return [at("union"), *own], [*whole, *inside, at("association-county", association.code, "15")]


def statuses(client, addresses):
    return {client.get(address).status_code for address in addresses}


# --- who may ------------------------------------------------------------------------------------------------
def test_who_sees_which_pages(signed_in, union):
    ours = cast.association()
    daily, administrators = pages(ours)
    everyone = {"leena": cast.leena(), "kirsti": cast.kirsti(), "maija": cast.maija(), "olli": cast.olli()}
    seen = {
        name: (statuses(signed_in(one), daily), statuses(signed_in(one), administrators))
        for name, one in everyone.items()
    }
    assert seen["leena"] == ({200}, {200})
    assert seen["kirsti"] == ({200}, {403})
    assert seen["maija"][0] == {200, 404}, "their own list, and nothing of another association"
    assert seen["olli"] == ({403, 404}, {403, 404})


def test_a_coordinator_of_elsewhere_cannot_tell_that_an_association_is_there(signed_in, union):
    ours, browser = cast.association(), signed_in(cast.maija())
    there = browser.get(at("association", ours.code))
    nowhere = browser.get(at("association", "0" * 16))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert re.sub(r"value=\S+|/desk/\S+", "", there.content.decode()) == re.sub(
        r"value=\S+|/desk/\S+", "", nowhere.content.decode()
    )


def test_a_trainer_has_nothing_to_do_here(signed_in, union):
    ours, browser = cast.association(), signed_in(cast.taru())
    assert statuses(browser, [at("union"), at("topics")]) == {403}
    assert statuses(browser, [at("association", ours.code)]) == {404}


def test_nobody_gets_in_without_signing_in(client, union):
    answer = client.get(at("union"))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))


# --- the union and associations -----------------------------------------------------------------------------
def test_the_overview_says_what_needs_doing(signed_in, union):
    cast.association()
    cast.maija()
    page = signed_in(cast.leena()).get(at("union")).content.decode()
    assert "Keski-Suomen Selkäyhdistys" in page
    assert page.count('class="tag"') == 1, "one association has no coordinator yet"
    own = signed_in(cast.kirsti()).get(at("union")).content.decode()
    assert ("Keski-Suomen Selkäyhdistys" in own, "Pohjanmaan Selkäyhdistys" in own) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_asks_as_much_of_the_database_for_one_as_for_many(
    signed_in, union, count, django_assert_num_queries
):
    for number in range(count):
        cast.association(f"Yhdistys {number}", "15")
    browser = signed_in(cast.leena())
    browser.get(at("topics"))  # the session notes when it began
    with django_assert_num_queries(8):  # session, person, roles, associations, places, keys, the record; union
        page = browser.get(at("union")).content.decode()
    assert page.count("Yhdistys") >= count


def test_an_administrator_opens_an_association_with_a_county(signed_in, union):
    cast.places()
    browser = signed_in(cast.leena())
    facts = {"fi": "Uusi yhdistys", "phone": "014 111 1111", "looks_first": "no", "promise_days": 2, "county": "15"}
    facts["accent"] = "plain"
    answer = browser.post(at("association-add"), facts)
    one = Association.objects.get(fi="Uusi yhdistys")
    assert answer.headers["Location"] == at("association", one.code)
    assert (one.area.count(), one.looks_first, one.promise_days, one.accent) == (2, False, 2, "")


def test_what_is_missing_is_said_and_what_was_typed_is_kept(signed_in, union):
    answer = signed_in(cast.leena()).post(at("association-add"), {"fi": "Uusi yhdistys", "phone": "puhelin"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Uusi yhdistys"' in page
    assert 'href="#id_phone"' in page
    assert not Association.objects.exists()


def test_a_coordinator_changes_daily_ways_but_no_name(signed_in, union):
    ours, browser = cast.association(), signed_in(cast.kirsti())
    facts = {"phone": "014 222 2222", "phone_hours": "ma 9–12", "looks_first": "no", "promise_days": 5, "fi": "Oma"}
    assert browser.post(at("association-change", ours.code), facts).status_code == 302
    ours.refresh_from_db()
    assert (ours.phone, ours.phone_hours, ours.looks_first, ours.promise_days) == (
        "014 222 2222",
        "ma 9–12",
        False,
        5,
    )
    assert ours.fi == "Keski-Suomen Selkäyhdistys"


def test_an_administrator_closes_an_association(signed_in, union):
    ours, browser = cast.association(), signed_in(cast.leena())
    facts = {"fi": ours.fi, "phone": ours.phone, "looks_first": "yes", "promise_days": 3, "is_active": "no"}
    facts["accent"] = "lake"
    browser.post(at("association-change", ours.code), facts)
    ours.refresh_from_db()
    assert (ours.is_active, ours.accent) == (False, "lake")
    assert Event.objects.latest("seq").action == "association.closed"


def test_the_area_of_one_county_changes_and_the_others_stay(signed_in, union):
    ours, browser = cast.association(), signed_in(cast.leena())
    ours.area.add(Municipality.objects.get(code="905"))
    browser.post(at("association-county", ours.code, "15"), {"municipalities": ["077"]})
    assert sorted(ours.area.values_list("fi", flat=True)) == ["Hankasalmi", "Vaasa"]
    browser.post(at("association-county", ours.code, "15"), {"municipalities": ["905"]})
    assert sorted(ours.area.values_list("fi", flat=True)) == ["Hankasalmi", "Vaasa"], "Vaasa is of another county"


def test_the_union_is_told_of_once_and_changed_after(signed_in):
    browser = signed_in(cast.leena())
    assert browser.get(at("union")).status_code == 200
    browser.post(at("union-change"), {"fi": "Selkäliitto", "phone": "09 000 0000"})
    browser.post(at("union-change"), {"fi": "Selkäliitto ry", "phone": "09 000 0000", "sv": "Ryggförbundet"})
    assert list(Union.objects.values_list("fi", "sv")) == [("Selkäliitto ry", "Ryggförbundet")]


# --- staff --------------------------------------------------------------------------------------------------
def test_the_list_of_names_is_one_line_in_the_ledger_about_those_who_are_in_it(signed_in, union):
    kirsti, _maija, leena = cast.kirsti(), cast.maija(), cast.leena()
    page = signed_in(leena).get(at("association-staff", cast.association().code)).content.decode()
    assert ("Kirsti" in page, "Maija" in page) == (True, False)
    event = Event.objects.get(action="read.listed")
    concerned = sorted(event.mentions.values_list("code", flat=True))
    assert (event.actor, event.names, event.purpose, concerned) == (leena.code, "identity", "staff", [kirsti.code])


def test_an_invitation_goes_by_mail_and_is_taken_up(signed_in, union, settings, django_capture_on_commit_callbacks):
    ours, browser = cast.association(), signed_in(cast.leena())
    facts = {"kind": "coordinator", "called": "Uusi", "email": "uusi@example.org", "language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(at("association-invite", ours.code), facts)
    assert answer.headers["Location"] == at("association-staff", ours.code)
    (letter,) = mail.outbox
    (path,) = re.findall(r"(/invitation/\S+)", letter.body)
    browser.logout()
    shown = browser.get(path)
    assert (shown.status_code, "Keski-Suomen Selkäyhdistys" in shown.content.decode()) == (200, True)
    assert Role.objects.filter(association=ours).count() == 0, "opening the link does nothing yet"
    taken = browser.post(path)
    assert (taken.status_code, taken.headers["Location"]) == (302, reverse("mfa_index"))
    person = Role.objects.get(association=ours).person
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert browser.get(reverse("mfa_index")).status_code == 200
    settings.STAFF_QUESTION = "rinnalla.associations.models.is_staff"
    assert browser.get(at("union")).headers["Location"] == reverse("mfa_index"), "no work before a second key"
    browser.logout()
    assert (browser.get(path).status_code, browser.post(path).status_code) == (410, 409)


def test_inviting_tells_nothing_of_whether_the_address_is_known(signed_in, union):
    Person.objects.filter(pk=cast.olli().pk).update(email_proven_at=clock.now())
    browser, told = signed_in(cast.leena()), []
    for email in ("olli@example.org", "nobody@example.org"):
        facts = {"kind": "guide", "called": "X", "email": email, "language": "fi"}
        answer = browser.post(at("union-invite"), facts)
        told.append((answer.status_code, [str(message) for message in get_messages(answer.wsgi_request)]))
        browser.get(at("topics"))  # reads the message away
    assert told[0] == told[1]


def test_an_association_has_no_administrator(signed_in, union):
    ours, browser = cast.association(), signed_in(cast.leena())
    facts = {"kind": "administrator", "called": "X", "email": "x@example.org", "language": "fi"}
    assert browser.post(at("association-invite", ours.code), facts).status_code == 200
    assert not Person.objects.with_email("x@example.org").exists()


def test_who_loses_a_role_is_signed_out_at_the_next_page(union, signed_in):
    kirsti, ours = cast.kirsti(), cast.association()
    theirs = Client()
    theirs.force_login(kirsti)
    assert theirs.get(at("association", ours.code)).status_code == 200
    browser = signed_in(cast.leena())
    address = at("association-role-end", ours.code, kirsti.code, RoleKind.COORDINATOR)
    assert "Kirsti" in browser.get(address).content.decode()
    assert browser.post(address).headers["Location"] == at("association-staff", ours.code)
    assert theirs.get(at("association", ours.code)).status_code == 302
    assert browser.get(address).status_code == 404


def test_the_last_administrator_reads_why_they_stay(signed_in, union):
    leena = cast.leena()
    answer = signed_in(leena).post(at("union-role-end", leena.code, RoleKind.ADMINISTRATOR))
    assert answer.status_code == 409
    assert leena.roles.standing().count() == 1


# --- topics and the pledge ----------------------------------------------------------------------------------
def test_topics_are_renamed_added_and_put_aside(signed_in, union):
    cast.places()
    browser = signed_in(cast.leena())
    names = {"fi": "iskiasvaiva", "sv": "ischias", "en": "sciatica", "is_offered": "no"}
    browser.post(at("topic-change", "sciatica"), names)
    topic = Topic.objects.get(key="sciatica")
    assert (topic.fi, topic.is_offered) == ("iskiasvaiva", False)
    browser.post(
        at("topic-add"), {"parent": "pain", "fi": "häntäluu", "sv": "svans", "en": "tail", "is_offered": "yes"}
    )
    assert Topic.objects.get(key="tail").parent_id == "pain"
    assert "iskiasvaiva" in browser.get(at("topics")).content.decode()


def test_a_new_pledge_gets_the_next_number_and_asks_for_new_signatures(signed_in, union):
    cast.pekka()
    browser = signed_in(cast.leena())
    texts = {"fi": "Lupaan.", "sv": "Jag lovar.", "en": "I promise."}
    soon = clock.today() + timedelta(days=7)
    assert browser.post(at("pledge-add"), texts | {"in_force_from": soon.isoformat()}).status_code == 302
    assert list(PledgeText.objects.order_by("pk").values_list("version", flat=True)) == ["1", "2"]
    assert PledgeText.in_force().version == "1"
    assert Event.objects.filter(action="pledge.published").count() == 1
    page = browser.get(at("pledges")).content.decode()
    assert ("Lupaan vaieta." in page, "Lupaan." in page) == (True, True)


def test_a_pledge_does_not_begin_in_the_past(signed_in, union):
    texts = {"fi": "Lupaan.", "sv": "Jag lovar.", "en": "I promise.", "in_force_from": "2020-01-01"}
    assert signed_in(cast.leena()).post(at("pledge-add"), texts).status_code == 200
    assert not PledgeText.objects.exists()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_speak_the_readers_language(signed_in, union, language):
    leena = cast.leena()
    leena.language = language
    leena.save()
    page = signed_in(leena).get(at("union")).content.decode()
    assert f'<html lang="{language}"' in page
