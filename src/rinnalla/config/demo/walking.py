"""Two people who said yes: the agreement, the calls, the looking back, and the parting (R23 to R29)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from rinnalla.base import clock
from rinnalla.companionships import moves
from rinnalla.companionships.choices import Ending, HowOften, Purpose, ReviewWish, Side, Stage
from rinnalla.companionships.models import Agreement, Companionship, Contact, Words
from rinnalla.config.demo.timeline import Life, after
from rinnalla.config.demo.words import AGREEMENTS, LOOKING_BACK
from rinnalla.ledger import book
from rinnalla.matching.models import Proposal
from rinnalla.people.choices import Given
from rinnalla.people.models import Person

if TYPE_CHECKING:
    from rinnalla.config.demo.asking import Telling

ONE_BY_ONE = 30  # days in which every contact has its own line
STOPPING = {
    "purpose-met": Ending.PURPOSE_MET,
    "time-up": Ending.TIME_UP,
    "person-stopped": Ending.STOPPED,
    "supporter-stopped": Ending.STOPPED,
}


def life(telling: "Telling", proposal: Proposal) -> Life:
    companionship = moves.say_yes(proposal, by=proposal.supporter.person)
    if telling.fate != "introduced":
        yield from Walking(telling, companionship).told()


class Walking:
    """One companionship being told."""

    def __init__(self, telling: "Telling", companionship: Companionship):
        self.telling, self.companionship = telling, companionship
        self.fate, self.chance, self.world = telling.fate, telling.chance, telling.world
        self.language = telling.plan.told.language
        self.noted: list[Contact] = []

    @property
    def supporter(self) -> Person:
        return self.companionship.supporter.person

    def told(self) -> Life:
        yield self.telling.when("written", 0.5, 4)
        if self._has_ended():
            return
        agreement = self._write()
        if self.fate == "one-signature":
            return
        yield self.telling.when("signed", 0.5, 4)
        if self._has_ended():
            return
        self._signed(agreement)
        yield from self._calls()

    def _has_ended(self) -> bool:
        self.companionship.refresh_from_db()
        return self.companionship.stage == Stage.ENDED

    # --- the agreement ----------------------------------------------------------------------------------
    def _write(self) -> Agreement:
        told = self.chance.choice(AGREEMENTS[self.language])
        often = self.chance.choice((HowOften.WEEKLY, HowOften.WEEKLY, HowOften.FORTNIGHTLY, HowOften.AS_NEEDED))
        until = clock.today() + timedelta(weeks=self.chance.choice((16, 24, 24)))
        words = Words(how_often=often, channel="phone", until=until.isoformat(), **told)
        review = clock.today() + timedelta(weeks=6)
        return moves.write(self.companionship, words, review, by=self.supporter)

    def _signed(self, agreement: Agreement) -> None:
        by = self.telling.hand
        given = Given.SELF if by == self.telling.person else Given.PHONE
        moves.sign(agreement, side=Side.PERSON, by=by, given=given)
        self.companionship.refresh_from_db()
        moves.show_contact(self.companionship, phone=True, email=False, by=by, side=Side.PERSON)
        if self.telling.plan.peer or self.chance.random() < 0.7:
            moves.show_contact(self.companionship, phone=True, email=False, by=self.supporter)

    # --- walking ----------------------------------------------------------------------------------------
    def _calls(self) -> Life:
        """A call every two or three weeks; looking back when its day has come; and in the end what the plan says."""
        while True:
            moment = after(self.chance.uniform(9, 24))
            closing = self._closing()
            if closing and moment >= closing:
                yield closing
                self._write_up()
                yield from self._close()
                return
            yield moment
            if self._has_ended():
                self._write_up()
                return
            self._note()
            yield from self._look_back()

    def _note(self) -> None:
        """What is old is written up in one go, with one line in the ledger; the last month one by one."""
        ways = ("phone", "phone", "phone", "video", "writing", "meeting")
        way, minutes = self.chance.choice(ways), self.chance.choice((15, 25, 30, 40, 45, 60, 75))
        if clock.now() > self.world.ago(ONE_BY_ONE):
            self._write_up()
            moves.note(self.companionship, day=clock.today(), way=way, minutes=minutes, by=self.supporter)
            return
        facts = {"day": clock.today(), "way": way, "minutes": minutes, "noted_by": self.supporter}
        self.noted.append(Contact(companionship=self.companionship, noted_at=clock.now(), **facts))

    def _write_up(self) -> None:
        if self.noted:
            Contact.objects.bulk_create(self.noted)
            book.write(self.supporter, "contact.noted", about=self.companionship)
            self.noted = []

    def _closing(self):
        day = self.telling.plan.days.get("ended" if "ended" in self.telling.plan.days else "paused")
        return self.world.ago(day) if day is not None else None

    def _look_back(self) -> Life:
        due = self.companionship.next_review
        if due is None or due > clock.today():
            return
        last = self.fate == "review-due" and (self.world.now.date() - due).days < 40
        if last and self.chance.random() < 0.5 and not self.telling.plan.peer:
            return
        self._answer(Side.SUPPORTER, self.supporter)
        if last:
            return
        moment, closing = after(self.chance.uniform(0.3, 5)), self._closing()
        if closing and moment >= closing:
            return  # what the plan says comes first
        yield moment
        if not self._has_ended():
            self._answer(Side.PERSON, self.telling.hand)
            self.companionship.refresh_from_db()

    def _answer(self, side: Side, by: Person) -> None:
        if self.companionship.stage == Stage.PAUSED:
            return
        met = self.chance.choice((Purpose.YES, Purpose.PARTLY, Purpose.PARTLY, Purpose.NOT_YET))
        words = self.chance.choice(LOOKING_BACK[self.language])
        wish = self.chance.choice((ReviewWish.GO_ON, ReviewWish.GO_ON, ReviewWish.GO_ON, ReviewWish.CHANGE))
        shares = self.chance.random() < 0.6
        moves.review(self.companionship, side=side, wish=wish, met=met, words=words, shares=shares, by=by)

    # --- pausing and parting ----------------------------------------------------------------------------
    def _close(self) -> Life:
        if self._has_ended():
            return
        by = self.telling.hand
        if self.fate == "paused":
            moves.pause(self.companionship, by=by)
        elif self.fate == "changed":
            yield from self.telling.anew(moves.change_person(self.companionship, by=by))
            return
        elif self.fate == "supporter-stopped":
            moves.end(self.companionship, Ending.STOPPED, by=self.supporter)
        else:
            moves.end(self.companionship, STOPPING[self.fate], by=by, side=Side.PERSON)
        yield after(self.chance.uniform(2, 9))
        self.companionship.refresh_from_db()
        if self.companionship.stage != Stage.ENDED or self.companionship.next_step_at is not None:
            return
        if self.fate == "supporter-stopped":
            yield from self.telling.anew(moves.ask_again(self.companionship, by=by))
        else:
            moves.take_next_step(self.companionship, by=by)
