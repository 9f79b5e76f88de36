"""Writing what was planned: everything in one transaction and one line of the ledger, or nothing at all.

No letters go out: the people of these lists are in contact with their association already. A request gets its promise
as any other, and is in nobody's care until a coordinator takes it.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import promises
from rinnalla.asks.choices import Channel
from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.desk.importing import cells, planning
from rinnalla.desk.importing.headings import Table
from rinnalla.desk.importing.planning import Someone
from rinnalla.desk.importing.planning import Step as Planned
from rinnalla.desk.importing.rows import Being, NewAsk, NewSupporter
from rinnalla.ledger import book
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.turn import turn
from rinnalla.people import consent_texts
from rinnalla.people.choices import ConsentPurpose, Given
from rinnalla.people.models import Consent, Person, index_of_email
from rinnalla.supporters.models import AgreementText, Pledge, PledgeText, Step, Supporter, VolunteerAgreement
from rinnalla.training import plans
from rinnalla.training.choices import Plan as CoursePlan
from rinnalla.training.models import Qualification
from rinnalla.vault.fields import seal_many

CHUNK = 500
Progress = Callable[[int], Any]


@transaction.atomic
@scope.system("import")
def bring_in(
    tables: Iterable[Table], association: Association, *, by: Person | None, progress: Progress | None = None
) -> planning.Plan:
    """Bring in every row that can come in, as planned anew now. Twice, also at the same moment, is once (R37, R38).

    by   the coordinator who confirms that the consents are on paper; None on the command line
    """
    with turn():  # whoever else brings in the same list waits here, and then finds everyone known
        plan = planning.plan(tables, association, by=by)
        coming = plan.coming()
        for start in range(0, len(coming), CHUNK):
            _write(coming[start : start + CHUNK], association, by)
            if progress:
                progress(len(coming[start : start + CHUNK]))
        if coming:
            concerned = {_person(step).code for step in coming}
            book.write(by, "import.done", purpose=Purpose.IMPORT, concerns=concerned)
    return plan


def _person(step: Planned) -> Person:
    assert step.someone is not None and step.someone.person is not None
    return step.someone.person


def _write(steps: list[Planned], association: Association, by: Person | None) -> None:
    """A few hundred rows with a handful of statements."""
    _make_persons(steps)
    _consent(steps, by)
    supporters = [(step, step.line.new) for step in steps if isinstance(step.line.new, NewSupporter)]
    asks = [(step, step.line.new) for step in steps if isinstance(step.line.new, NewAsk)]
    _make_supporters(supporters, association, by)
    _make_asks(asks, association, by)


# --- the persons -----------------------------------------------------------------------------------------------
def _make_persons(steps: list[Planned]) -> None:
    made = []
    for step in steps:
        if step.someone and step.someone.person is None and step.line.new:
            made.append(_new_person(step.someone, step.line.new.being))
    seal_many((person, {"identity": asdict(being.identity)}) for person, being in made)
    Person.objects.bulk_create([person for person, _being in made], batch_size=CHUNK)


def _new_person(someone: Someone, being: Being) -> tuple[Person, Being]:
    """As `Person.know_as` does for one; sealed with the others in one visit to the keyring."""
    person = Person(language=being.language)
    person.set_unusable_password()
    person.phone_index = planning.index_of_phone(being.identity.phone)
    person.email_index = index_of_email(being.identity.email) if being.identity.email else ""
    someone.person = person
    return person, being


def _consent(steps: list[Planned], by: Person | None) -> None:
    """The yes given on paper, which the association keeps; one that stands already stays as it is (R37)."""
    wanted = {}
    for step in steps:
        purpose = ConsentPurpose.SUPPORTER if step.line.kind == "supporters" else ConsentPurpose.ASK
        wanted[_person(step).pk, str(purpose)] = _person(step)
    standing = Consent.objects.filter(person__in=wanted.values(), withdrawn_at=None)
    for pair in standing.values_list("person_id", "purpose"):
        wanted.pop(pair, None)
    Consent.objects.bulk_create(
        Consent(
            person=person,
            purpose=purpose,
            version=consent_texts.VERSIONS[ConsentPurpose(purpose)],
            language=person.language,
            given=Given.PAPER,
            recorded_by=by,
        )
        for (_key, purpose), person in wanted.items()
    )


# --- supporters ------------------------------------------------------------------------------------------------
def _make_supporters(pairs: list[tuple[Planned, NewSupporter]], association: Association, by: Person | None) -> None:
    if not pairs:
        return
    made = [(_new_supporter(_person(step), new, association), new) for step, new in pairs]
    seal_many(
        (one, {"experience": asdict(new.experience), "application": asdict(new.application)}) for one, new in made
    )
    Supporter.objects.bulk_create([one for one, _new in made], batch_size=CHUNK)
    Step.objects.bulk_create(Step(supporter=one, to=one.stage, at=one.stage_at, by=by) for one, _new in made)
    _qualify(made, by)
    _pledge([(one, new) for one, new in made if new.pledged], by)
    _agree([(one, new) for one, new in made if new.agreed], by)


def _new_supporter(person: Person, new: NewSupporter, association: Association) -> Supporter:
    return Supporter(
        person=person,
        association=association,
        stage=new.stage,
        capacity=new.capacity,
        languages=" ".join(new.languages),
        interview_on=new.interviewed,
    )


def _qualify(made: list[tuple[Supporter, NewSupporter]], by: Person | None) -> None:
    basic, continuing = plans.known(CoursePlan.BASIC), plans.known(CoursePlan.CONTINUING)
    rows = [
        Qualification(person=one.person, course=course, day=day, valid_until=course.valid_until(day), recorded_by=by)
        for one, new in made
        for course, day in ((basic, new.basic), (continuing, new.continuing))
        if day
    ]
    Qualification.objects.bulk_create(rows, ignore_conflicts=True)  # whom another association's course made so


def _pledge(made: list[tuple[Supporter, NewSupporter]], by: Person | None) -> None:
    """The paper signature counts as one under the text in force, as the page that asks for the confirmation says."""
    if not made:
        return
    try:
        text = PledgeText.in_force()
    except PledgeText.DoesNotExist:
        raise RuleBroken(_("The secrecy pledge has no text yet. The union publishes it first.")) from None
    Pledge.objects.bulk_create(
        Pledge(
            supporter=one,
            text=text,
            language=one.person.language,
            given=Given.PAPER,
            signed_at=cells.moment(new.pledged) if new.pledged else clock.now(),
            recorded_by=by,
        )
        for one, new in made
    )


def _agree(made: list[tuple[Supporter, NewSupporter]], by: Person | None) -> None:
    """The paper that both have signed: the volunteer, and the association for which this list is brought in."""
    if not made:
        return
    try:
        text = AgreementText.in_force()
    except AgreementText.DoesNotExist:
        raise RuleBroken(_("The agreement with volunteers has no text yet. The union publishes it first.")) from None
    rows = []
    for one, new in made:
        signed_at = cells.moment(new.agreed) if new.agreed else clock.now()
        agreement = VolunteerAgreement(
            supporter=one, text=text, association=one.association, language=one.person.language
        )
        agreement.given, agreement.recorded_by, agreement.confirmed_by = Given.PAPER, by, by
        agreement.signed_at = agreement.confirmed_at = signed_at
        rows.append(agreement)
    VolunteerAgreement.objects.bulk_create(rows, batch_size=CHUNK)


# --- requests --------------------------------------------------------------------------------------------------
def _make_asks(pairs: list[tuple[Planned, NewAsk]], association: Association, by: Person | None) -> None:
    if not pairs:
        return
    made = [(_new_ask(_person(step), new, association), new) for step, new in pairs]
    seal_many((ask, {"story": asdict(new.story), "wishes": asdict(new.wishes)}) for ask, new in made)
    Ask.objects.bulk_create([ask for ask, _new in made], batch_size=CHUNK)
    due = promises.first_word_due(association)
    Promise.objects.bulk_create(Promise(ask=ask, due=due, made_by=by) for ask, _new in made)


def _new_ask(person: Person, new: NewAsk, association: Association) -> Ask:
    """Received when the list says; the last contact is today, since its keeping begins from now (R39)."""
    return Ask(
        person=person,
        association=association,
        channel=Channel.PHONE,
        language=new.being.language,
        age_band=new.being.age_band,
        received_at=cells.moment(new.received) if new.received else clock.now(),
    )
