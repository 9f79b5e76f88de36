"""Becoming a supporter: from questions to oneself to the first introduction; courses, and a certificate checked."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import translation

from rinnalla.associations import facts
from rinnalla.base import clock
from rinnalla.companionships.models import Companionship
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.matching.models import Card, Proposal
from rinnalla.people.models import Person
from rinnalla.supporters import courses
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter
from rinnalla.training import certificates
from rinnalla.training.choices import Ground, SeatStage
from rinnalla.training.models import Qualification, Seat, Sitting
from tests import cast
from tests.journeys.steps import answer, click, follow, go, is_at, path, press, send
from tests.training import daybook
from tests.training.test_certificates import laid_open
from tests.visiting import APPLIED

WIDE = {"viewport": {"width": 1200, "height": 900}}
SELF_CHECK = dict.fromkeys(("wish", "listen", "far_enough", "calm", "time", "secret", "backed"), "yes")
NAME = "Paavo"
LIMITS = "Yksi tuettava kerrallaan."


def main_of(page) -> str:
    return page.locator("main").inner_text()


def accepted(called: str, where=None) -> Supporter:
    """An accepted supporter to whom the basic course comes next."""
    one = cast.supporter(called, where, stage=Stage.ACCEPTED)
    Qualification.objects.filter(person=one.person).delete()
    return one


# --- from a question to oneself to the first introduction --------------------------------------------------------
def test_a_new_volunteer_becomes_active_and_is_introduced_for_the_first_time(visitor):
    facts.load()
    cast.union(), cast.pledge_text(), cast.agreement_text()
    staff = visitor(cast.kirsti(), **WIDE)
    taru = cast.taru()
    day = daybook.sitting(taru=taru)

    paavo = applies(visitor())
    talked_with_and_accepted(staff, paavo)
    peer = visitor(paavo.person)
    signs_up(peer, day)
    daybook.has_begun(day)
    there_at_the_door(visitor(taru), day, paavo)
    signs_the_papers(peer)
    begins(staff, paavo)
    introduced(staff, peer, paavo, visitor)


def applies(page) -> Supporter:
    """Seven questions that nobody keeps, then the application, without an account."""
    follow(go(page, "volunteer"), "self-check")
    send(answer(page, SELF_CHECK))
    assert Person.objects.filter(supporter__isnull=False).count() == 0
    follow(follow(page, "apply"), "apply-question", "place")
    told = APPLIED | {"reach": {"called": NAME, "email": "paavo@example.org"}}
    while not is_at(page, "apply-check"):
        if is_at(page, "apply-saved"):
            follow(page, "apply-question", "membership")
        key = path(page).rstrip("/").rpartition("/")[2]
        send(answer(page, told[key]))
        assert not path(page).endswith(f"/{key}/"), f"{key} did not go on"
    send(page)
    assert is_at(page, "apply-sent")
    one = Supporter.objects.get()
    assert (one.stage, one.association) == (Stage.APPLIED, cast.association())
    return one


def talked_with_and_accepted(staff, paavo) -> None:
    """Kirsti finds the application on the desk, books a time, writes the talk down and says yes."""
    follow(go(staff, "desk"), "supporter", paavo.code)
    follow(staff, "supporter-application", paavo.code)
    assert APPLIED["wish"]["wish_to_help"] in main_of(staff)
    follow(go(staff, "supporter", paavo.code), "supporter-book", paavo.code)
    soon = (clock.now() + timedelta(days=4)).astimezone(clock.HELSINKI)
    send(answer(staff, {"at": soon.strftime("%Y-%m-%dT14:00"), "way": "phone", "place": "Kirsti soittaa"}))
    follow(go(staff, "supporter", paavo.code), "supporter-interview", paavo.code)
    send(answer(staff, {"suits": "support", "limits": LIMITS}))
    press(staff, "supporter-accept", paavo.code)
    paavo.refresh_from_db()
    assert paavo.stage == Stage.ACCEPTED
    assert LIMITS not in main_of(staff), "what was agreed in the talk stands on a page of its own"


def signs_up(peer, day: Sitting) -> None:
    follow(go(peer, "my-courses"), "my-course", day.code)
    send(peer)
    assert day.seats.get().stage == SeatStage.REGISTERED


def there_at_the_door(trainer, day: Sitting, paavo) -> None:
    """Taru marks on her phone who is here, and closes the day; the course is done only then."""
    follow(go(trainer, "sitting", day.code), "sitting-door", day.code)
    press(trainer, "sitting-mark", day.code, day.seats.get().code)
    assert not Qualification.objects.filter(person=paavo.person).exists()
    press(trainer, "sitting-close", day.code)
    paavo.refresh_from_db()
    assert (paavo.stage, day.seats.get().stage) == (Stage.TRAINED, SeatStage.QUALIFIED)


def signs_the_papers(peer) -> None:
    follow(go(peer, "my-supporting"), "my-pledge")
    send(answer(peer, {"promises": "on"}))
    follow(go(peer, "my-supporting"), "my-agreement")
    send(answer(peer, {"agrees": "on"}))


def begins(staff, paavo) -> None:
    """Only with the association's own signature can the volunteer begin."""
    go(staff, "supporter", paavo.code)
    assert staff.locator(f'form[action="{reverse("supporter-activate", args=[paavo.code])}"]').count() == 0
    press(staff, "supporter-agreement-confirm", paavo.code)
    press(staff, "supporter-activate", paavo.code)
    paavo.refresh_from_db()
    assert paavo.stage == Stage.ACTIVE


def introduced(staff, peer, paavo, visitor) -> None:
    """Aino chooses the card on which Paavo's experience is, Paavo says yes, and they learn each other's first names."""
    cast.supporter("Ulla")
    ask = cast.ask()
    ask.promises.create(due=clock.working_days_after(clock.today(), 3))
    follow(go(staff, "desk"), "desk-ask", ask.code)
    press(staff, "desk-ask-claim", ask.code)
    press(staff, "desk-ask-look", ask.code)
    click(staff, staff.locator("button[form=show]"))
    aino = visitor(ask.person)
    follow(go(aino, "home"), "my-cards")
    assert APPLIED["card"]["about"] in main_of(aino) and NAME not in main_of(aino)
    card = Card.objects.get(supporter=paavo)
    press(follow(aino, "card-choose", card.code), "card-choose", card.code)
    proposal = Proposal.objects.get()
    follow(go(peer, "my-proposals"), "proposal", proposal.code)
    assert "Aino" not in main_of(peer)
    press(peer, "proposal-accept", proposal.code)
    assert Companionship.objects.get().supporter == paavo
    assert "Aino" in main_of(peer) and NAME in main_of(go(aino, "home"))


# --- a full day ----------------------------------------------------------------------------------------------------
def test_on_a_full_day_the_list_moves_up_in_order_and_no_association_takes_it_all(visitor):
    cast.union()
    centre, coast = cast.association(), cast.association("Pohjanmaan Selkäyhdistys", "17")
    day = daybook.sitting(size=5, quota=3)
    first, *_rest = [has_place(day, accepted(called, centre)) for called in ("Anna", "Bertta", "Celia")]
    fourth = accepted("Dora", centre)
    dora = visitor(fourth.person)
    waits = signs_up_in_line(dora, day, 1)
    assert day.seats.taken().count() == 3, "two seats stay free for others while Dora waits"
    eeva = has_place(day, accepted("Eeva", coast))
    has_place(day, accepted("Fanni", coast))
    last = signs_up_in_line(visitor(accepted("Gun", coast).person), day, 2)

    leaves(visitor(first.person), day)
    now_in(waits, last)
    assert "1" in go(visitor(last.person), "my-course", day.code).locator("main .notice.calm").inner_text()
    assert go(dora, "my-course", day.code).locator("main .notice.calm").count() == 0

    leaves(visitor(eeva.person), day)
    now_in(last)
    assert day.seats.taken().filter(association=centre).count() == 3
    ours = main_of(go(visitor(cast.kirsti(), **WIDE), "sitting-ours", day.code))
    assert "Dora" in ours and "Gun" not in ours


def has_place(day: Sitting, one: Supporter) -> Seat:
    seat = courses.sign_up(one.person, day, by=one.person)
    assert seat.stage == SeatStage.REGISTERED
    return seat


def signs_up_in_line(page, day: Sitting, number: int) -> Seat:
    """No place for this one: they see their number in line, and no letter comes of what they did themselves."""
    follow(go(page, "my-courses"), "my-course", day.code)
    send(page)
    seat = day.seats.order_by("-pk").first()
    assert (seat.stage, seat.number_in_line()) == (SeatStage.WAITING, number)
    assert str(number) in page.locator("main .notice.calm").inner_text()
    assert not Letter.objects.filter(to=seat.person).exists()
    return seat


def leaves(page, day: Sitting) -> None:
    """One press, and no place for a reason."""
    go(page, "my-course", day.code)
    assert page.locator("main textarea").count() == 0
    press(page, "my-course-leave", day.code)
    assert is_at(page, "my-courses")


def now_in(seat: Seat, *still_waiting: Seat) -> None:
    for one in (seat, *still_waiting):
        one.refresh_from_db()
    assert seat.stage == SeatStage.REGISTERED
    assert Letter.objects.get(to=seat.person).kind == Kind.COURSE
    for one in still_waiting:
        assert (one.stage, Letter.objects.filter(to=one.person).exists()) == (SeatStage.WAITING, False)


# --- equal knowledge -----------------------------------------------------------------------------------------------
def test_the_continuing_course_opens_by_recognition_and_without_it_the_page_says_why_not(visitor):
    cast.union()
    day = daybook.sitting("continuing")
    one = accepted("Sirkka")
    sirkka, staff, leena = visitor(one.person), visitor(cast.kirsti(), **WIDE), visitor(cast.leena(), **WIDE)
    with translation.override("fi"):
        why_not = courses.hindrance(one.person, day.course)
    assert why_not and why_not in main_of(follow(go(sirkka, "my-courses"), "my-course", day.code))
    assert sirkka.locator("main form").count() == 0

    code = go(staff, "supporter", one.code).locator("main .code").inner_text()
    told = {"code": code, "course": "basic", "ground_words": "Vertaistukihenkilönä vuodesta 2012."}
    send(answer(go(leena, "recognise"), told))
    assert "Sirkka" not in main_of(leena), "the union recognises by the code alone"
    known = Qualification.objects.get(person=one.person)
    assert (known.ground, known.day, known.ground_words) == (Ground.RECOGNISED, clock.today(), told["ground_words"])

    assert why_not not in main_of(go(sirkka, "my-course", day.code))
    send(sirkka)
    assert day.seats.get().stage == SeatStage.REGISTERED


# --- a certificate -------------------------------------------------------------------------------------------------
def test_a_strangers_phone_tells_whether_a_certificate_holds_and_nothing_else(visitor, tmp_path):
    cast.union()
    pekka = cast.pekka()
    known = Qualification.objects.get(person=pekka.person)
    holder = visitor(pekka.person)
    follow(go(holder, "my-courses"), "certificate", known.code)
    address = holder.locator("main .address").inner_text().strip()
    assert certificates.is_possible(), "Pango is missing: README says what to install"
    reads_in_order(taken(holder, known, tmp_path), address)

    phone = visitor()
    assert checked(phone, address) == "Tämä todistus on voimassa"
    takes_back(visitor(cast.leena(), **WIDE), address)
    assert checked(phone, address) == "Tämä todistus ei ole voimassa"
    never = address.replace(known.code, "0" * len(known.code))
    assert never != address and checked(phone, never) == "Tämä todistus ei ole voimassa"


def taken(page, known: Qualification, folder: Path) -> Path:
    """The holder takes the certificate as a file."""
    with page.expect_download() as found:
        page.locator(f'main a[href$="/{known.code}/certificate.pdf"]').click()
    file = folder / "certificate.pdf"
    found.value.save_as(file)
    return file


def reads_in_order(file: Path, address: str) -> None:
    """Tagged, with its language; and a screen reader meets the words as an eye does."""
    inside = laid_open(file.read_bytes())
    assert b"/StructTreeRoot" in inside and re.search(rb"/Lang ?\(fi", inside)
    assert shutil.which("pdftotext"), "pdftotext is missing: apt-get install poppler-utils"
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    places = [text.find(word) for word in ("Selkäliitto", "Todistus", "Pekka", "Peruskurssi", "Sisältö", "Tarkista")]
    assert -1 not in places and places == sorted(places), text
    assert address in text


def takes_back(union, address: str) -> None:
    """Leena finds the certificate by what stands on the paper, and sees no name."""
    follow(go(union, "desk-courses"), "certificate-take-back")
    send(answer(union, {"code": address, "is_mistake": "on"}))
    assert is_at(union, "certificate-take-back") and union.locator("#errors").count() == 0
    assert "Pekka" not in main_of(union)


def checked(phone, address: str) -> str:
    """What the page says in its heading; it fits a narrow phone, and names nobody and no course."""
    assert phone.goto(address).status == 200
    assert not re.search("Pekka|kurssi", phone.locator("body").inner_text())
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    return phone.locator("h1").inner_text()
