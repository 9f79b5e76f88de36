"""From a request to walking alongside, to a parting and the next step: everyone in a browser of their own."""

from django.urls import reverse

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations import facts
from rinnalla.base import clock
from rinnalla.companionships.models import Companionship
from rinnalla.matching.models import Card, Proposal
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.journeys.steps import answer, click, follow, go, is_at, press, send

STORY = "Yöt ovat pitkiä. En tiedä, kenelle soittaisin."
HOPE = "Joku, joka tietää, miltä yö tuntuu."
THANKS = "Kiitos yhteisestä matkasta."
AGREED = {
    "why": HOPE,
    "how_often": "fortnightly",
    "channel": ["phone", "writing"],
    "parting": "own",
    "own_parting": THANKS,
}


def main_of(page) -> str:
    return page.locator("main").inner_text()


def test_two_find_each_other_walk_and_part_and_a_stranger_finds_nothing(visitor):
    facts.load()
    cast.union()
    kirsti, pekka = cast.kirsti(), cast.pekka()
    cast.supporter("Ulla")
    ask = cast.ask(story={"own_words": STORY})
    ask.promises.create(due=clock.working_days_after(clock.today(), 3))
    aino = visitor(ask.person)
    staff = visitor(kirsti, viewport={"width": 1200, "height": 900})

    shows_cards(staff, ask)
    proposal = chooses(aino, pekka)
    peer = visitor(pekka.person)
    pair = says_yes(peer, proposal)
    agree(peer, aino, pair)
    walk(peer, aino, pair)
    anew = parts(peer, aino, pair)
    finds_nothing(visitor(cast.olli()), visitor(cast.maija()), ask, proposal, pair, anew)


def shows_cards(staff, ask) -> None:
    """Kirsti sees a request without its story, takes it into care, reads it, looks at the cards, shows them."""
    follow(go(staff, "desk"), "desk-ask", ask.code)
    assert STORY not in main_of(staff) and "Aino" not in main_of(staff)
    press(staff, "desk-ask-claim", ask.code)
    assert STORY in main_of(staff) and "Aino" in main_of(staff)
    press(staff, "desk-ask-look", ask.code)
    assert is_at(staff, "desk-ask-cards", ask.code)
    assert "Pekka" not in main_of(staff)
    click(staff, staff.locator("button[form=show]"))
    assert is_at(staff, "desk-ask", ask.code)


def chooses(aino, pekka) -> Proposal:
    """Aino sees two cards without names, and asks the one that Pekka's experience is on."""
    card = Card.objects.get(supporter=pekka)
    follow(go(aino, "home"), "my-cards")
    assert aino.locator("article.card").count() == 2
    assert "Pekka" not in main_of(aino)
    follow(aino, "card-choose", card.code)
    press(aino, "card-choose", card.code)
    assert is_at(aino, "my-cards")
    return Proposal.objects.get()


def says_yes(peer, proposal) -> Companionship:
    """Pekka reads a need without a name, and says yes; then he sees a first name."""
    follow(go(peer, "home"), "my-proposals")
    follow(peer, "proposal", proposal.code)
    assert "Aino" not in main_of(peer) and STORY not in main_of(peer)
    press(peer, "proposal-accept", proposal.code)
    pair = Companionship.objects.get()
    assert is_at(peer, "companionship", pair.code)
    assert "Aino" in main_of(peer) and "aino@example.org" not in main_of(peer)
    return pair


def agree(peer, aino, pair) -> None:
    """Pekka writes and signs; Aino reads, signs and shows her address; neither could alone."""
    follow(peer, "agreement-write", pair.code)
    send(answer(peer, AGREED))
    assert is_at(peer, "agreement", pair.code, 1)
    assert pair.agreements.get().in_force_at is None
    go(aino, "home")
    assert "Pekka" in main_of(aino)
    follow(aino, "agreement", pair.code)
    assert HOPE in main_of(aino) and THANKS in main_of(aino)
    press(aino, "agreement-sign", pair.code, 1)
    assert pair.agreements.get().in_force_at is not None
    assert is_at(aino, "companionship", pair.code)
    aino.locator("main label[for=id_email]").click()
    press(aino, "companionship-show", pair.code)
    assert "aino@example.org" in main_of(go(peer, "companionship", pair.code))


def walk(peer, aino, pair) -> None:
    """A contact without a word of what was said; then both look back, each alone."""
    follow(peer, "contact-note", pair.code)
    send(answer(peer, {"day": clock.today().isoformat(), "way": "phone", "minutes": "45"}))
    assert pair.contacts.get().minutes == 45
    press(go(aino, "companionship", pair.code), "companionship-look-again", pair.code)
    assert is_at(aino, "review", pair.code)
    assert STORY in main_of(aino), "one's own hope is looked back on"
    send(answer(aino, {"wish": "go-on", "met": "partly", "words": "Nukun paremmin."}))
    follow(go(peer, "home"), "review", pair.code)
    assert STORY not in main_of(peer) and "Nukun paremmin." not in main_of(peer)
    send(answer(peer, {"wish": "go-on"}))
    pair.refresh_from_db()
    assert pair.next_review > clock.today()


def parts(peer, aino, pair) -> Ask:
    """Pekka stops as a supporter, without a reason; Aino reads the words agreed and asks again the same day."""
    go(peer, "my-stop")
    assert peer.locator("main textarea").count() == 0
    send(peer)
    assert Supporter.objects.get(person=pair.supporter.person).stage == "stopped"
    follow(go(aino, "home"), "next-step", pair.code)
    assert THANKS in main_of(aino)
    press(aino, "next-step-again", pair.code)
    anew = Ask.objects.open().get()
    assert (anew.stage, anew.follows, anew.promises.get().due) == (Stage.RECEIVED, pair.ask, clock.today())
    assert STORY in main_of(go(aino, "my-ask", anew.code))
    return anew


def finds_nothing(stranger, elsewhere, ask, proposal, pair, anew) -> None:
    names = [
        ("my-ask", ask.code),
        ("my-ask", anew.code),
        ("my-ask-withdraw", anew.code),
        ("desk-ask", ask.code),
        ("desk-ask", anew.code),
        ("desk-ask-cards", ask.code),
        ("desk-proposal", proposal.code),
        ("desk-companionship", pair.code),
        ("supporter", pair.supporter.code),
        ("supporter-experience", pair.supporter.code),
        ("card-choose", proposal.card.code),
        ("proposal", proposal.code),
        ("companionship", pair.code),
        ("agreement", pair.code, 1),
        ("review", pair.code),
        ("next-step", pair.code),
    ]
    for page in (stranger, elsewhere):
        told = {name: page.goto(reverse(name, args=codes)).status for name, *codes in names}
        assert set(told.values()) == {404}, told
