"""Chapters of everyone and of the seeker: who I am, consents, requests, companionships."""

from django.utils.translation import gettext as _

from rinnalla.asks import answers as told
from rinnalla.asks.choices import Channel
from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.models import Municipality, Role
from rinnalla.companionships import stories
from rinnalla.companionships.choices import ContactWay, Ending, HowOften, Purpose, ReviewWish, Stage
from rinnalla.companionships.models import Agreement, Companionship, Contact, Review, Words
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose as Why
from rinnalla.matching.cards import faces_of
from rinnalla.matching.models import Shortlist
from rinnalla.people import consent_texts, looks
from rinnalla.people.choices import ConsentPurpose, Language
from rinnalla.people.models import Identity, Person
from rinnalla.privacy.copying.parts import Chapter, Item, facts, item, label, text
from rinnalla.privacy.models import Parting


def who_i_am(me: Person) -> Chapter:
    identity = Identity.of(reading.opened(me, "identity", by=me, purpose=Why.OWN).identity)
    place = Municipality.objects.filter(code=identity.municipality).first()
    roles = list(Role.objects.filter(person=me).select_related("association").order_by("since"))
    rows = [
        (_("What I am called"), identity.called),
        (_("Name"), identity.full_name),
        (_("E-mail address"), identity.email),
        (_("Phone"), identity.phone),
        (_("Municipality"), place.name if place else ""),
        (_("Language"), label(Language, me.language)),
        (_("Known here since"), me.created_at),
        (_("Everything rests since"), me.restricted_at),
    ]
    names = ("code", "language", "by_mail", "restricted_at", "created_at", "last_login", "email_proven_at")
    raw = facts(me, *names) | {"identity": vars(identity)}
    worked = [facts(role, "kind", "since", "until") | {"association": str(role.association or "")} for role in roles]
    items = [item("", *rows)]
    items += [
        item(role.get_kind_display(), (_("Where"), role.association or _("the union")), (_("Since"), role.since),
             (_("Until"), role.until))
        for role in roles
    ]  # fmt: skip
    return Chapter("person", _("Who I am"), [raw | {"roles": worked}], items)


def consents(me: Person) -> Chapter:
    """Each yes with the very words that were said yes to: of that version, in the language of that day (R37)."""
    rows = list(me.consents.order_by("given_at", "pk"))
    names = ("purpose", "version", "language", "given", "given_at", "withdrawn_at")
    raw, items = [], []
    for yes in rows:
        words = consent_texts.words(yes.purpose, yes.language, yes.version)
        raw.append(facts(yes, *names) | {"words": words})
        items.append(
            item(
                label(ConsentPurpose, yes.purpose),
                (_("The words"), words),
                (_("Version of the words"), yes.version),
                (_("Agreed"), yes.given_at),
                (_("How"), yes.get_given_display()),
                (_("Taken back"), yes.withdrawn_at),
            )
        )
    return Chapter("consents", _("What I have agreed to"), raw, items)


def requests(me: Person) -> Chapter:
    rows = list(Ask.objects.filter(person=me).select_related("association", "person").order_by("received_at", "pk"))
    opened = reading.opened_many(rows, "story", "wishes", "signpost", by=me, purpose=Why.OWN)
    raw, items = [], []
    for ask, told_of in zip(rows, opened, strict=True):
        plain = facts(ask, "code", "stage", "channel", "language", "age_band", "received_at", "ended_at")
        sealed = {"story": told_of.story, "wishes": told_of.wishes, "signpost": told_of.signpost}
        promises = [facts(promise, "due", "made_at", "kept_at") for promise in ask.promises.all()]
        raw.append(plain | sealed | {"association": str(ask.association or ""), "promises": promises})
        items.append(_request(ask, Story.of(told_of.story), Wishes.of(told_of.wishes), told_of.signpost))
    return Chapter("requests", _("My requests"), raw, items)


def _request(ask: Ask, story: Story, wishes: Wishes, signpost) -> Item:
    said = [(question.heading, words) for question, words in told.story_in_words(story, wishes)]
    return item(
        _("Reference") + f" {ask.reference}",
        (_("Came in"), ask.received_at),
        (_("How it came"), label(Channel, ask.channel)),
        (_("Association"), ask.association or _("the union")),
        (_("Where it stands"), label(AskStage, ask.stage)),
        *said,
        (_("Your request came through:"), story.referred_by),
        (_("What your coordinator wrote to you"), signpost),
    )


def cards(me: Person) -> Chapter:
    """The cards I was shown, nameless as they were, each with the reasons and points by which it was put in order."""
    shown = Shortlist.objects.shown().filter(ask__person=me).order_by("made_at", "pk")
    raw, items = [], []
    for one, faces in zip(shown, faces_of(list(shown), by=me), strict=True):
        for face in faces:
            kept = {name: getattr(face, name) for name in ("reasons", "not_in_common", "about", "terms")}
            raw.append(facts(one, "round", "shown_at") | facts(face.card, "place", "stage") | kept)
            items.append(
                item(
                    face.title,
                    (_("Shown"), one.shown_at),
                    (_("Why this one"), face.reasons),
                    (_("Not in common"), face.not_in_common),
                    (_("In their own words"), face.about),
                )
            )
    return Chapter("cards", _("Cards I was shown"), raw, items)


def companionships(me: Person) -> Chapter:
    """Of the other one the first name only; what they wrote at a review only when they shared it."""
    rows = Companionship.objects.of(me).select_related("person", "supporter__person", "association")
    pairs = list(rows.order_by("met_at", "pk"))
    raw, items = [], []
    for pair, name in zip(pairs, stories.names(pairs, by=me), strict=True):
        plain = facts(pair, "code", "stage", "met_at", "began_at", "next_review", "ended_at", "how")
        plain |= {"side": pair.side_of(me), "with": name, "association": str(pair.association or "")}
        parts = [_agreements(pair, me), _reviews(pair, me), _contacts(pair, me)]
        names = ("agreements", "reviews", "contacts")
        raw.append(plain | dict(zip(names, (part[0] for part in parts), strict=True)))
        items.append(
            item(
                _("With") + f" {name}",
                (_("Where it stands"), label(Stage, pair.stage)),
                (_("Said yes to each other"), pair.met_at),
                (_("Next look together"), pair.next_review),
                (_("Ended"), pair.ended_at),
                (_("How it ended"), label(Ending, pair.how)),
            )
        )
        items += [one for part in parts for one in part[1]]
    return Chapter("companionships", _("Companionships"), raw, items)


def _agreements(pair: Companionship, me: Person) -> tuple[list[dict], list[Item]]:
    rows = list(Agreement.objects.filter(companionship=pair).select_related("companionship"))
    for one in rows:
        one.companionship = pair
    opened = reading.opened_many(rows, "words", "parting", by=me, purpose=Why.PAIR)
    raw, items = [], []
    for one, found in zip(rows, opened, strict=True):
        words = Words.of((found.words or {}) | {"parting": found.parting or ""})
        signed = [facts(mark, "side", "given", "signed_at") for mark in one.signatures.all()]
        raw.append(facts(one, "version", "written_at", "in_force_at", "next_review") | vars(words) | {"signed": signed})
        items.append(
            item(
                _("Agreement, version") + f" {one.version}",
                (_("Written"), one.written_at),
                (_("Why we walk alongside"), words.why),
                (_("How often"), label(HowOften, words.how_often)),
                (_("How we keep in touch"), [label(ContactWay, way) for way in words.channel.split()]),
                (_("What we do not do"), words.not_do),
                (_("If one of us stops, these words are said"), words.parting),
            )
        )
    return raw, items


def _reviews(pair: Companionship, me: Person) -> tuple[list[dict], list[Item]]:
    rows = list(Review.objects.filter(companionship=pair).order_by("round", "pk"))
    for one in rows:
        one.companionship = pair
    rows = [one for one in rows if one.writer == me or one.shares]
    raw, items = [], []
    for one, opened in zip(rows, reading.opened_many(rows, "purpose", by=me, purpose=Why.PAIR), strict=True):
        said, is_mine = opened.purpose or {}, one.writer == me
        raw.append(facts(one, "round", "side", "wish", "shares", "answered_at") | {"purpose": opened.purpose})
        heading = _("What I answered when we looked back") if is_mine else _("What the other one shared with me")
        rows_of_it = [(_("Answered"), one.answered_at), (_("My purpose"), label(Purpose, said.get("met", "")))]
        rows_of_it += [(_("In own words"), said.get("words", "")), (_("Wish"), label(ReviewWish, one.wish))]
        items.append(item(heading, *rows_of_it))
    return raw, items


def _contacts(pair: Companionship, me: Person) -> tuple[list[dict], list[Item]]:
    rows = list(Contact.objects.filter(companionship=pair).order_by("day", "pk"))
    minutes = _("minutes")
    lines = [(one.day, f"{label(ContactWay, one.way)}, {minutes}: {one.minutes}") for one in rows]
    items = [Item(_("Contacts"), [(text(one), words) for one, words in lines])] if rows else []
    return [facts(one, "day", "way", "minutes") for one in rows], items


def parting_words(me: Person) -> Chapter:
    rows = list(Parting.objects.visible_to(me).select_related("person"))
    opened = reading.opened_many(rows, "words", by=me, purpose=Why.OWN)
    raw = [facts(one, "said_at") | {"words": found.words} for one, found in zip(rows, opened, strict=True)]
    items = [
        item("", (_("Said"), one.said_at), (_("Words"), found.words)) for one, found in zip(rows, opened, strict=True)
    ]
    return Chapter("parting_words", _("Parting words that were said to me"), raw, items)


def letters(me: Person) -> Chapter:
    rows = list(me.letters.order_by("made_at", "pk"))
    names = ("kind", "way", "stage", "made_at", "done_at")
    items = [Item("", [(text(one.made_at), one.get_kind_display()) for one in rows])]
    return Chapter("letters", _("Notices to me"), [facts(one, *names) for one in rows], items)


def who_looked(me: Person) -> Chapter:
    """The whole record, newest first; of those who looked the role, never the name."""
    details = _details(me)
    raw, rows = [], []
    for event in reading.who_looked(me.code).iterator(chunk_size=500):
        look = looks.Look.of(event, me)
        names = event.field_names
        plain = facts(event, "seq", "at", "action", "purpose", "role") | {"is_own": look.is_own, "fields": names}
        raw.append(plain | ({"details": details[event.seq]} if event.seq in details else {}))
        words = f"{look.who}: {look.sentence}" + (f" ({look.fields})" if look.fields else "")
        rows.append((text(look.at), words))
    return Chapter("who_looked", _("Who has looked"), raw, [Item("", rows)] if rows else [])


def _details(me: Person) -> dict[int, dict]:
    """What the lines tell beside, by their numbers: such as which work was given."""
    lines = reading.who_looked(me.code).filter(details__isnull=False).prefetch_related("mentions")
    rows = [event for event in lines if event.concerns() == [me.code]]
    opened = reading.opened_many(rows, "details", by=me, purpose=Why.OWN)
    return {event.seq: told.details for event, told in zip(rows, opened, strict=True)}
