"""The private reflection is its writer's alone: no role, list, count or line in the ledger tells that it is (R13)."""

import ast
from pathlib import Path

import pytest
from django.urls import reverse

from rinnalla.base.errors import NotAllowed
from rinnalla.guidance import moves as guidance
from rinnalla.guidance import policies, reflections
from rinnalla.guidance.models import Reflection
from rinnalla.ledger.models import Event
from rinnalla.vault.keyring import keyring
from tests import cast
from tests.guidance.meetings import gunnel

pytestmark = pytest.mark.django_db

SECRET = "Kannan liikaa, enkä kerro kenellekään"
SOURCE = Path(__file__).resolve().parents[2] / "src" / "rinnalla"
# The only modules that may name the notebook: its own, the pages of its writer, and the copy that its writer takes of
# everything of their own (R38). Erasing goes by the fates of the model, without naming it.
MAY_KNOW = {
    "guidance/models/__init__.py",
    "guidance/models/own.py",
    "guidance/policies.py",
    "guidance/reflections.py",
    "home/forms/coping.py",
    "home/urls/coping.py",
    "home/views/reflection.py",
    "privacy/copying/making.py",
    "privacy/copying/supporting.py",
}


@pytest.fixture
def pekka():
    one = cast.pekka()
    reflections.write(one.person, protecting=["joy"], risking=["tired", "nonsense"], words=SECRET, by=one.person)
    return one


def signed_in(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_pages_are_dated_and_read_newest_first_by_their_writer(pekka):
    me = pekka.person
    reflections.write(me, protecting=[], risking=["alone"], words="", by=me)
    newest, first = reflections.entries(me, by=me)
    assert (newest.risking, newest.words) == (("alone",), "")
    assert (first.protecting, first.risking, first.words) == (("joy",), ("tired",), SECRET)


def test_it_is_one_sealed_value_under_the_writers_own_key_whatever_the_number_of_pages(pekka):
    me = pekka.person
    reflections.write(me, protecting=[], risking=["alone"], words="more", by=me)
    row = Reflection.objects.get()
    assert b"Kannan" not in bytes(row.pages) and b"tired" not in bytes(row.pages)
    assert {field.name for field in Reflection._meta.local_fields} == {"id", "code", "person", "pages"}
    keyring().destroy(me.code)
    assert me.code not in keyring().holders([me.code])


def test_writing_and_erasing_leave_no_line_but_the_writers_own_reading(pekka):
    me = pekka.person
    assert Event.objects.count() == 0  # the first page opened nothing, so it left no line at all
    reflections.entries(me, by=me)
    reflections.write(me, protecting=["sleep"], risking=[], words="", by=me)
    reflections.erase(me, by=me)
    lines = set(Event.objects.values_list("action", "actor", "purpose"))
    assert lines == {("read.opened", me.code, "own")}
    assert {mention for event in Event.objects.all() for mention in event.concerns()} == {me.code}


def test_one_page_or_everything_is_erased_in_one_tap(pekka):
    me = pekka.person
    reflections.write(me, protecting=["sleep"], risking=[], words="", by=me)
    newest, first = reflections.entries(me, by=me)
    reflections.remove(me, newest.key, by=me)
    reflections.remove(me, "no such page", by=me)
    assert reflections.entries(me, by=me) == [first]
    reflections.remove(me, first.key, by=me)
    assert Reflection.objects.count() == 0
    reflections.write(me, protecting=["sleep"], risking=[], words="", by=me)
    reflections.erase(me, by=me)
    assert (Reflection.objects.count(), reflections.entries(me, by=me)) == (0, [])


def test_nobody_else_opens_it_in_any_role(pekka):
    everyone = [cast.kirsti(), cast.maija(), cast.taru(), cast.leena(), cast.olli(), cast.aino(), gunnel()]
    guidance.name_guide(pekka, everyone[-1], by=everyone[0])
    row = Reflection.objects.get()
    for other in everyone:
        assert list(Reflection.objects.visible_to(other)) == []
        assert not policies.may_read_reflection(other, row)
        for verb in (reflections.entries, reflections.erase):
            with pytest.raises(NotAllowed):
                verb(pekka.person, by=other)
        with pytest.raises(NotAllowed):
            reflections.write(pekka.person, protecting=[], risking=[], words="x", by=other)
        with pytest.raises(NotAllowed):
            reflections.remove(pekka.person, "x", by=other)
    assert list(Reflection.objects.visible_to(pekka.person)) == [row]
    assert policies.may_read_reflection(pekka.person, row)
    assert Reflection.objects.count() == 1


def test_no_page_of_another_changes_by_its_existence(client):
    """What Kirsti, Gunnel and Leena see of Pekka is to the letter the same before and after Pekka has written."""
    kirsti, guide, leena, pekka = cast.kirsti(), gunnel(), cast.leena(), cast.pekka()
    cast.union()
    guidance.name_guide(pekka, guide, by=kirsti)
    pages = [
        (kirsti, reverse("desk")),
        (kirsti, reverse("desk-guidance")),
        (kirsti, reverse("desk-guidance-one", args=[pekka.code])),
        (kirsti, reverse("supporter", args=[pekka.code])),
        (kirsti, reverse("supporters")),
        (guide, reverse("desk-guidance")),
        (guide, reverse("desk-guidance-one", args=[pekka.code])),
        (leena, reverse("union")),
    ]

    def seen():
        bodies = []
        for person, page in pages:
            answer = signed_in(client, person).get(page)
            assert answer.status_code == 200, page
            text = answer.content.decode()
            bodies.append([line for line in text.splitlines() if "csrf" not in line and 'name="once"' not in line])
        return bodies

    before = seen()
    reflections.write(pekka.person, protecting=["joy"], risking=["tired"], words=SECRET, by=pekka.person)
    assert seen() == before


def test_its_addresses_show_each_reader_only_their_own_and_are_not_there_for_others(client, pekka):
    sirpa = cast.supporter("Sirpa")
    assert SECRET in signed_in(client, pekka.person).get(reverse("my-reflection")).content.decode()
    page = signed_in(client, sirpa.person).get(reverse("my-reflection"))
    assert (page.status_code, SECRET in page.content.decode()) == (200, False)
    key = reflections.entries(pekka.person, by=pekka.person)[0].key
    assert client.post(reverse("my-reflection-remove", args=[key])).status_code == 302
    assert client.post(reverse("my-reflection-erase")).status_code == 302
    assert Reflection.objects.count() == 1
    for other in (cast.kirsti(), cast.olli(), cast.leena()):
        for page in ("my-reflection", "my-reflection-write"):
            assert signed_in(client, other).get(reverse(page)).status_code == 404
        assert client.post(reverse("my-reflection-erase")).status_code == 404


def test_no_other_module_knows_the_notebook():
    """No list, no count, no report: whoever names it is on this list or fails."""
    knowing = set()
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.name, *(alias.name for alias in getattr(node, "names", []))] if hasattr(node, "name") else []
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            names += [node.id] if isinstance(node, ast.Name) else [node.attr] if isinstance(node, ast.Attribute) else []
            if any("reflection" in str(name).lower() for name in names):
                knowing.add(str(path.relative_to(SOURCE)))
    assert knowing == MAY_KNOW
