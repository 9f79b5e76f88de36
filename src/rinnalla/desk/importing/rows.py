"""From one row to the person it would become, with a sentence about whatever is not clear."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rinnalla.asks.models import Story, Wishes
from rinnalla.associations.choices import Mode
from rinnalla.associations.models import folded
from rinnalla.base.forms import UNSEEN_MARKS, only_seen_marks
from rinnalla.base.templatetags.parts import day as in_words
from rinnalla.desk.importing import cells
from rinnalla.desk.importing.headings import Kind
from rinnalla.desk.importing.lookup import Lookup
from rinnalla.people.models import Identity
from rinnalla.supporters.choices import LARGEST_CAPACITY, Stage
from rinnalla.supporters.forms.experience import MOST_TOPICS
from rinnalla.supporters.models import Application, Experience, Facet

LONGEST_CALLED, LONGEST_NAME, LONGEST_WORDS = 60, 120, 4000

STAGES = (
    (Stage.STOPPED, ("lopett", "paatt", "eroaa", "eronnut", "slutat", "avslut", "stopped", "ended", "eienaa")),
    (Stage.RESTING, ("tauo", "tauko", "lepo", "paus", "vila", "resting", "onhold")),
    (Stage.ACTIVE, ("aktiiv", "toimi", "kaytettav", "mukana", "aktiv", "active", "kylla", "available")),
    (Stage.TRAINED, ("koulutettu", "kurssinkay", "utbildad", "trained")),
    (Stage.ACCEPTED, ("hyvaks", "godkand", "accepted")),
    (Stage.INTERVIEWED, ("haastatel", "haastattel", "intervju", "interview")),
    (Stage.APPLIED, ("hakenut", "hakemus", "hakija", "uusi", "ansok", "anmald", "ny", "applied", "applicant", "new")),
)
NOT_ACTIVE = ("eiaktiiv", "eiole", "epaaktiiv", "inteaktiv", "inaktiv", "notactive", "inactive")
FINISHED = ("lopett", "paatt", "valmis", "hoidettu", "peru", "suljettu", "avslut", "klar", "aterta", "closed", "done",
            "ended", "withdrawn", "finished")  # fmt: skip


@dataclass
class Being:
    """What both kinds of row tell of a person."""

    identity: Identity
    language: str
    age_band: str


@dataclass
class NewSupporter:
    being: Being
    stage: str
    languages: list[str]
    capacity: int
    experience: Experience
    application: Application
    basic: date | None
    continuing: date | None
    pledged: date | None
    agreed: date | None
    interviewed: date | None


@dataclass
class NewAsk:
    being: Being
    story: Story
    wishes: Wishes
    received: date | None


@dataclass
class Line:
    """One row of a file: what it says, and what stands in the way. The sentences are of class P2 at most."""

    kind: Kind
    where: str
    number: int
    name: str = ""
    called: str = ""
    what: str = ""  # what it becomes, in words
    notes: list[str] = field(default_factory=list)
    stops: str = ""  # why the row is left out; "" when it comes in
    new: NewSupporter | NewAsk | None = None

    def say(self, sentence: str) -> None:
        self.notes.append(sentence)


class LeftOut(Exception):
    """The row cannot come in as it stands; the sentence says what to mend."""


def read(kind: Kind, where: str, number: int, values: dict[str, str], lookup: Lookup) -> Line:
    line = Line(kind, where, number)
    try:
        _only_seen(values)
        being = _being(line, values, lookup)
        reader: Callable = _supporter if kind == "supporters" else _ask
        line.new = reader(line, being, values, lookup)
    except LeftOut as left:
        line.stops = str(left)
    return line


def _only_seen(values: dict[str, str]) -> None:
    for name, text in values.items():
        if name != "phone":  # numbers copied from elsewhere carry such marks, and lose them anyway
            try:
                only_seen_marks(text.replace("\0", "\x01"))
            except ValidationError:
                raise LeftOut(str(UNSEEN_MARKS)) from None


# --- the person ------------------------------------------------------------------------------------------------
def _being(line: Line, values: dict[str, str], lookup: Lookup) -> Being:
    line.called, line.name = _names(values)
    if not line.called:
        raise LeftOut(_("There is no name. A first name or a nickname is enough."))
    if len(line.called) > LONGEST_CALLED or len(line.name) > LONGEST_NAME:
        line.called, line.name = line.called[:LONGEST_CALLED], line.name[:LONGEST_CALLED]
        raise LeftOut(_("The name is too long. Write only the name in its column."))
    phone = cells.phone(values.get("phone", ""), line.say)
    email = cells.email(values.get("email", ""), line.say)
    if not phone and not email:
        raise LeftOut(_("There is no phone number or e-mail address, so nobody could be reached by it. Add one."))
    identity = Identity(
        called=line.called,
        full_name=line.name if line.name != line.called else "",
        email=email,
        phone=phone,
        municipality=_municipality(line, values.get("municipality", ""), lookup),
    )
    spoken = cells.languages(values.get("languages", ""), lambda sentence: None)
    return Being(identity, spoken[0], cells.age_band(values.get("age", ""), line.say))


def _names(values: dict[str, str]) -> tuple[str, str]:
    """What to call them, and the whole name. "Virtanen, Pekka" is turned round; "Pekka Virtanen" stays."""
    first, last = values.get("first", ""), values.get("last", "")
    whole = values.get("firstlast") or values.get("name", "")
    turned = values.get("lastfirst", "")
    if turned and "," not in turned and " " in turned:
        turned = turned.replace(" ", ", ", 1)
    whole = " ".join((turned or whole).split())
    if whole.count(",") == 1:
        whole = " ".join(part.strip() for part in reversed(whole.split(","))).strip()
    if first or last:
        whole = f"{first} {last}".strip()
    called = values.get("called") or (first.split() or whole.split() or [""])[0]
    return called, whole or called


def _municipality(line: Line, text: str, lookup: Lookup) -> str:
    if not text:
        return ""
    found = lookup.place(text)
    if found is None:
        near = lookup.guess(text)
        facts = {"text": text[:40], "near": near}
        if near:
            raise LeftOut(_("municipality “%(text)s” – did you mean %(near)s? Mend it in the file.") % facts)
        raise LeftOut(_("municipality “%(text)s” is not known. Write its name as it is, or leave it empty.") % facts)
    if text.casefold().strip() not in (found.fi.casefold(), found.sv.casefold()):
        line.say(_("municipality “%(text)s” is read as %(name)s") % {"text": text[:40], "name": found.name})
    return found.code


def _topics(line: Line, text: str, lookup: Lookup) -> tuple[tuple[str, ...], str]:
    """Topics that are known, and the words that are kept as words."""
    found, strange = lookup.topics.all_in(text)
    if len(found) > MOST_TOPICS:
        line.say(_("only the first 12 topics are taken"))
    unclear = next(((word, keys) for word in strange if (keys := lookup.topics.several(word))), None)
    if unclear:
        facts = {"word": unclear[0], "topics": " / ".join(lookup.topic_names[key] for key in unclear[1][:4])}
        line.say(_("“%(word)s” may mean %(topics)s: write one of them to have it as a topic") % facts)
    if strange:
        line.say(_("kept as words, since they are no topics of the list: %(words)s") % {"words": _short(strange)})
    return tuple(found[:MOST_TOPICS]), "; ".join(strange)


def _short(words: list[str]) -> str:
    told = ", ".join(words)
    return told if len(told) <= 120 else told[:117] + "…"


def _words(*texts: str) -> str:
    together = "\n".join(text for text in texts if text)
    if len(together) > LONGEST_WORDS:
        raise LeftOut(_("There is more text than is kept here: at most 4,000 characters. Shorten it."))
    return together


# --- a supporter -----------------------------------------------------------------------------------------------
def _supporter(line: Line, being: Being, values: dict[str, str], lookup: Lookup) -> NewSupporter:
    topics, strange = _topics(line, values.get("topics", ""), lookup)
    capacity = cells.number(values.get("capacity", ""), LARGEST_CAPACITY, line.say)
    days = {
        name: cells.past_day(values.get(name, ""), words, line.say)
        for name, words in (
            ("basic", _("Basic course")),
            ("continuing", _("Continuing course")),
            ("pledge", _("Secrecy pledge")),
            ("agreement", _("Agreement with the association")),
            ("interview", _("Interview")),
        )
    }
    stage = _stage(line, values.get("status", ""), days["basic"], days["pledge"])
    if stage == Stage.ACTIVE and not days["agreement"]:
        line.say(_("nobody is proposed to them until the agreement with the association is signed as well"))
    is_accepted = stage not in (Stage.APPLIED, Stage.INTERVIEWED)
    line.what = _("Peer supporter: %(stage)s") % {"stage": Stage(stage).label}
    if topics:
        line.what += ". " + _("Topics: %(topics)s") % {"topics": lookup.named(topics)}
    return NewSupporter(
        being=being,
        stage=stage,
        languages=cells.languages(values.get("languages", ""), line.say),
        capacity=1 if capacity is None else capacity,
        experience=Experience(
            facets=tuple(Facet(topic) for topic in topics),
            modes=cells.modes(values.get("modes", "")) or (str(Mode.PHONE),),
            gender=cells.gender(values.get("gender", "")),
            age_band=being.age_band,
        ),
        application=Application(own_experience=_words(strange, values.get("notes", ""))),
        basic=days["basic"],
        continuing=days["continuing"] if days["basic"] else None,
        pledged=days["pledge"] if is_accepted else None,
        agreed=days["agreement"] if is_accepted and stage != Stage.STOPPED else None,
        interviewed=days["interview"],
    )


def _stage(line: Line, text: str, basic: date | None, pledged: date | None) -> str:
    """The stage that the file tells, as far as its days carry it: nobody is offered untrained or unpledged (R6)."""
    told = _told(text)
    if text and told is None:
        line.say(_("the state “%(text)s” is not known, so they begin as an applicant") % {"text": text[:40]})
    told = told or (Stage.TRAINED if basic and pledged else Stage.APPLIED)
    if not text and told == Stage.TRAINED:
        line.say(_("no state is told; to make them active at once, write “aktiivinen” in a column “Tila”"))
    if told in (Stage.ACTIVE, Stage.RESTING):
        needed = ((basic, _("the day of the basic course")), (pledged, _("the day of the secrecy pledge")))
        missing = [words for day, words in needed if not day]
        if missing:
            sentence = _("not active yet, since this is missing: %(missing)s")
            line.say(sentence % {"missing": ", ".join(missing)})
            return Stage.TRAINED if basic else Stage.ACCEPTED
    if told == Stage.TRAINED and not basic:
        line.say(_("not trained yet, since the day of the basic course is missing"))
        return Stage.ACCEPTED
    if told == Stage.ACCEPTED and basic:
        return Stage.TRAINED
    return told


def _told(text: str) -> Stage | None:
    word = folded(text)
    if word.startswith(NOT_ACTIVE):
        return Stage.RESTING if "kti" in word else None
    return next((stage for stage, stems in STAGES if word and _has(word, stems)), None)


def _has(word: str, stems: tuple[str, ...]) -> bool:
    """Begins with one of these, or has one that is long enough to be sure of."""
    return word.startswith(stems) or any(len(stem) > 3 and stem in word for stem in stems)


# --- a request -------------------------------------------------------------------------------------------------
def _ask(line: Line, being: Being, values: dict[str, str], lookup: Lookup) -> NewAsk:
    if _has(folded(values.get("status", "")), FINISHED):
        raise LeftOut(_("The request has ended already, so it stays in your own list."))
    topics, strange = _topics(line, values.get("topics", ""), lookup)
    needs, wanting = lookup.needs.all_in(values.get("need", ""))
    modes = cells.modes(values.get("modes", ""))
    asked = values.get("modes", "") if values.get("modes") and not modes else ""
    received = cells.past_day(values.get("received", ""), _("Received"), line.say)
    line.what = _("Request")
    if received:
        line.what += ". " + _("Received: %(day)s") % {"day": in_words(received)}
    own_words = _words(values.get("wish", ""), "; ".join(wanting), strange, asked, values.get("notes", ""))
    return NewAsk(
        being=being,
        story=Story(needs=tuple(needs), topics=topics, own_words=own_words),
        wishes=Wishes(
            modes=modes, municipality=being.identity.municipality, gender=cells.gender(values.get("gender", ""))
        ),
        received=received,
    )
