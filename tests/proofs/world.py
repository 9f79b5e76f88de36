"""A small world for chance to play in: two who ask, two who support, one who coordinates; and what must always hold.

Everything here reads the database anew, so that no copy in memory can make a broken rule look whole.
"""

from dataclasses import dataclass

from rinnalla.asks.choices import OPEN, Stage
from rinnalla.asks.models import Ask, Promise
from rinnalla.companionships.choices import Stage as PairStage
from rinnalla.companionships.models import Agreement, Companionship, Contact, Review, Signature
from rinnalla.ledger import book
from rinnalla.ledger.models import Event, Head
from rinnalla.letters.models import Letter
from rinnalla.matching.choices import CardStage, ProposalStage
from rinnalla.matching.models import Block, Card, Proposal, Shortlist
from rinnalla.people.models import Consent, Person
from rinnalla.supporters.models import Supporter
from tests import cast

WAITING = (Stage.RECEIVED, Stage.SHORTLISTED, Stage.CHOSEN)  # they wait for us or for an answer
OVER = (Stage.WITHDRAWN, Stage.SIGNPOSTED, Stage.COMPANIONSHIP)
KEPT = (Ask, Promise, Shortlist, Card, Proposal, Block, Companionship, Agreement, Signature, Review, Contact)
KEPT = (*KEPT, Supporter, Letter, Consent, Event, Head)


@dataclass
class World:
    """kirsti coordinates; aino and eino ask; pekka and ulla support; nothing is asked yet."""

    kirsti: Person
    aino: Person
    eino: Person
    pekka: Supporter
    ulla: Supporter


def build() -> World:
    where = cast.association()
    cast.association("Pohjanmaan Selkäyhdistys", "17")
    kirsti, aino = cast.kirsti(), cast.aino()
    pekka = cast.supporter("Pekka", where, capacity=2, languages="fi sv")
    ulla = cast.supporter("Ulla", where, capacity=1, experience={"gender": "woman", "modes": ["meeting"]})
    book.write(kirsti, "role.given", concerns=[kirsti.code])  # so that the chain has begun before chance begins
    return World(kirsti, aino, cast.person("Eino", "eino@example.org", municipality="179"), pekka, ulla)


def snapshot() -> dict[str, list]:
    """Every row that the moves may touch, as the database has it."""
    return {kind.__name__: sorted(kind._base_manager.values_list(), key=repr) for kind in KEPT}


# --- what must always hold ----------------------------------------------------------------------------------
def places_agree() -> None:
    """A seat is held for each open question and each standing pair, no more and no less (R21)."""
    for supporter in Supporter.objects.all():
        held = Proposal.objects.open().filter(supporter=supporter).count()
        held += Companionship.objects.standing().filter(supporter=supporter).count()
        assert supporter.places_taken == held, f"{supporter.code} has {supporter.places_taken} seats taken for {held}"


def one_question_at_a_time() -> None:
    asked = list(Proposal.objects.open().values_list("ask", "supporter"))
    assert len({ask for ask, _ in asked}) == len(asked), "two open questions for one ask"
    assert len({supporter for _, supporter in asked}) == len(asked), "two open questions to one supporter"


def stages_say_the_same() -> None:
    """The stage of an ask follows from its proposals and its pair, whichever way it came there."""
    for ask in Ask.objects.all():
        stages = list(ask.proposals.values_list("stage", flat=True))
        pair = Companionship.objects.filter(ask=ask).first()
        assert (ask.stage == Stage.CHOSEN) == (ProposalStage.ASKED in stages), "chosen without an open question"
        assert (ProposalStage.ACCEPTED in stages) == (pair is not None), "a yes without a pair, or a pair without a yes"
        if pair is not None:
            agreeing = pair.stage == PairStage.AGREEING
            assert ask.stage == (Stage.INTRODUCED if agreeing else Stage.COMPANIONSHIP), (ask.stage, pair.stage)
        else:
            assert ask.stage not in (Stage.INTRODUCED, Stage.COMPANIONSHIP), ask.stage
        if ask.stage == Stage.SHORTLISTED:
            assert ask.shortlists.open().shown().exists(), "shortlisted with nothing to see"


def nobody_waits_in_silence() -> None:
    """Whoever waits for the programme sees by when they hear (R17); whoever does not has no promise open."""
    for ask in Ask.objects.all():
        due = ask.promises.filter(kept_at=None).count()
        if ask.stage in WAITING:
            assert due == 1, f"{due} promises while {ask.stage}"
        elif ask.stage not in OPEN:
            assert due == 0, f"{due} promises though {ask.stage}"


def names_open_after_both_said_yes() -> None:
    """A seeker and a supporter see each other's page, and so a first name, only when both have said yes (R20)."""
    for pair in Companionship.objects.select_related("person", "supporter__person"):
        yes = Proposal.objects.filter(ask=pair.ask_id, supporter=pair.supporter, stage=ProposalStage.ACCEPTED)
        assert yes.filter(answered_at__isnull=False).count() == 1, "a pair that one of the two never said yes to"
    for supporter in Supporter.objects.select_related("person"):
        for ask in Ask.objects.visible_to(supporter.person):
            assert ask.person_id == supporter.person_id, "a supporter sees an ask that is not theirs"


def cards_go_to_who_fits() -> None:
    """What is shown never breaks a limit that cannot change meanwhile: language, own self, a chosen twin."""
    for card in Card.objects.open().select_related("shortlist__ask", "supporter"):
        assert card.shortlist.ask.language in card.supporter.speaks
        assert card.shortlist.ask.person_id != card.supporter.person_id
    for proposal in Proposal.objects.open().select_related("card"):
        assert proposal.card is None or proposal.card.stage == CardStage.CHOSEN


def open_rows_are_single() -> None:
    for ask in Ask.objects.all():
        assert ask.shortlists.open().count() <= 1
    for pair in Companionship.objects.all():
        assert pair.agreements.filter(in_force_at__isnull=False, set_aside_at=None).count() <= 1
        signed = pair.agreements.filter(in_force_at__isnull=False)
        assert all(version.signatures.count() == 2 for version in signed), "in force with one signature"
        assert pair.stage in (PairStage.AGREEING, PairStage.ENDED) or signed.exists(), "walking without an agreement"


ALWAYS = (
    places_agree,
    one_question_at_a_time,
    stages_say_the_same,
    nobody_waits_in_silence,
    names_open_after_both_said_yes,
    cards_go_to_who_fits,
    open_rows_are_single,
)


def fits_by_our_own_reading(proposal: Proposal, *, story: dict, wishes: dict, experience: dict) -> None:
    """The hard limits of R21, written a second time from the rule and not from the code, at the moment of asking."""
    ask, supporter = proposal.ask, Supporter.objects.get(pk=proposal.supporter_id)
    assert supporter.places_taken <= supporter.capacity, "one more than there is room for"
    assert (supporter.stage, supporter.at_limit) == ("active", False)
    assert ask.language in supporter.speaks
    assert ask.association_id in (None, supporter.association_id) or wishes.get("other_regions")
    assert not Block.objects.filter(person=ask.person_id, supporter=supporter).exists()
    told_no = (ProposalStage.DECLINED, ProposalStage.EXPIRED)
    assert not Proposal.objects.filter(ask=ask, supporter=supporter, stage__in=told_no).exists()
    modes = set(experience["modes"]) & set(wishes["modes"] or experience["modes"])
    assert modes, "no way of keeping in touch in common"
    if "gender" in wishes.get("musts", ()) and wishes.get("peer_gender"):
        assert experience["gender"] == wishes["peer_gender"]
    if "topic" in wishes.get("musts", ()):
        told = {facet["topic"] for facet in experience["facets"] if facet["talk"] != "not"}
        above = {"sciatica": "nerve", "lbp": "pain", "sleep": "body"}
        near = told | {above.get(topic) for topic in told} | {low for low, high in above.items() if high in told}
        assert near & set(story["topics"]), "a must about the topic was passed over"


def ended(kind) -> dict[int, tuple]:
    """Rows that are over, by what of them must never change again."""
    if kind is Ask:
        rows = Ask.objects.filter(stage__in=OVER).values_list("pk", "stage", "ended_at")
    elif kind is Proposal:
        rows = Proposal.objects.exclude(stage="asked").values_list("pk", "stage", "answered_at", "answered_by")
    else:
        rows = Companionship.objects.filter(stage="ended").values_list("pk", "stage", "ended_at", "how", "ended_by")
    return {row[0]: row[1:] for row in rows}
