"""What a term says, as a kind coordinator would say it. Made from the matched bits alone, so words follow the score.

Topics and places stay in their base form in every language; no numbers, ranks or stars for people. A card speaks to
the seeker of someone else, so what the two chose as answers of their own ("when I need it") has words of its own here.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rinnalla.asks.choices import PeerGender
from rinnalla.associations.choices import Mode, Need, Phase, Time
from rinnalla.matching.rows import Row, Seeker, Tree
from rinnalla.matching.terms import Term
from rinnalla.matching.weights import TERMS, Weights

REASONS_SHOWN = 3

NAMES = {
    "condition": gettext_lazy("Condition or symptoms"),
    "treatment": gettext_lazy("Care and operations"),
    "situation": gettext_lazy("Everyday life"),
    "needs": gettext_lazy("What is hoped for"),
    "stage": gettext_lazy("Where each is with it now"),
    "times": gettext_lazy("Hours in common"),
    "distance": gettext_lazy("Distance"),
    "closeness": gettext_lazy("Age, and the wish about who"),
    "load": gettext_lazy("Room for a new person"),
}

SAME = {
    "condition": lambda count: ngettext(
        "Knows this from within: %(topics)s", "Knows these from within: %(topics)s", count
    ),
    "treatment": lambda count: ngettext(
        "Has been through this: %(topics)s", "Has been through these: %(topics)s", count
    ),
    "situation": lambda count: ngettext(
        "Knows this in everyday life: %(topics)s", "Knows these in everyday life: %(topics)s", count
    ),
}
NEAR = {
    "condition": lambda count: ngettext(
        "Knows something close to yours: %(topics)s", "Knows things close to yours: %(topics)s", count
    ),
    "treatment": lambda count: ngettext(
        "Has been through something similar: %(topics)s", "Has been through similar things: %(topics)s", count
    ),
    "situation": lambda count: ngettext(
        "Knows something close in everyday life: %(topics)s", "Knows things close in everyday life: %(topics)s", count
    ),
}
NEEDS = dict(Need.choices) | {
    Need.COPING.value: gettext_lazy("getting through the days"),
    Need.LISTENING.value: gettext_lazy("listening to you"),
    Need.WHEN_NEEDED.value: gettext_lazy("support just when you need it"),
    Need.GUIDANCE.value: gettext_lazy("your very own problem"),
}
PHASES = dict(Phase.choices) | {
    Phase.LIVING.value: gettext_lazy("lives with it"),
    Phase.BEHIND.value: gettext_lazy("mostly behind them"),
}

WHY_NOT = {
    "not-offerable": gettext_lazy("Cannot be asked now: is not active just now, or has no room for a new person."),
    "own-self": gettext_lazy("This is the same person."),
    "blocked": gettext_lazy("These two are not brought together."),
    "walked": gettext_lazy("These two have already been brought together once."),
    "declined": gettext_lazy("Has been asked about this request already."),
    "asked": gettext_lazy("Is considering another question right now."),
    "full": gettext_lazy("Has no room for a new person."),
    "language": gettext_lazy("Does not speak the language of the request."),
    "region": gettext_lazy("Belongs to another region, and the person has not agreed to other regions."),
    "mode": gettext_lazy("The two have no way of keeping in touch in common."),
    "distance": gettext_lazy("Meeting is the only way in common, and the way is too long."),
    "gender": gettext_lazy("The person hopes for another gender and does not give way on it."),
    "topic": gettext_lazy("Has none of the experiences that the person does not give way on."),
    "seen": gettext_lazy("The person has already seen this card."),
}

# Why an ask is left without anyone in a proposal for the whole queue: a limit, or that others came before.
WHY_LEFT = WHY_NOT | {
    "taken": gettext_lazy("Those who fit go to people who have waited longer, or whom nobody else fits.")
}

CHANGES = {
    "region": gettext_lazy("Ask whether peers of other regions would do."),
    "distance": gettext_lazy("Ask whether a longer way to meet, or the phone, would do."),
    "mode": gettext_lazy("Ask whether another way of keeping in touch would do."),
    "gender": gettext_lazy("Ask whether the gender could be only a wish."),
    "topic": gettext_lazy("Ask whether the same experience could be only a wish."),
    "language": gettext_lazy("Ask whether another language would do."),
    "seen": gettext_lazy("Show the earlier cards again."),
}


def sentence(term: str, bits: dict[str, list[str]], topics: dict[str, str]) -> str:
    """What `term` says of its matched bits; "" when nothing matched. `topics` key → name in the reader's language."""
    if term in SAME:
        return _of_topics(term, bits, topics)
    if not bits:
        return ""
    return _OTHERS[term](bits)


def _of_topics(term: str, bits: dict[str, list[str]], topics: dict[str, str]) -> str:
    for name, words in (("same", SAME), ("near", NEAR)):
        known = list(dict.fromkeys(topics[key] for key in bits.get(name, ()) if key in topics))
        if known:
            return words[term](len(known)) % {"topics": ", ".join(known)}
    return ""


def _known(words: Mapping[str, object], keys: Iterable[str]) -> list[str]:
    """What is known by these words; a key that has no words any more says nothing."""
    return [str(words[key]) for key in dict.fromkeys(keys) if key and key in words]


def _said(words: str, label: str, known: list[str]) -> str:
    return words % {label: ", ".join(known)} if known else ""


def _needs(bits):
    known = _known(NEEDS, bits.get("needs", ()))
    words = ngettext(
        "Is glad to be with you in this: %(needs)s", "Is glad to be with you in these: %(needs)s", len(known)
    )
    return _said(words, "needs", known)


def _stage(bits):
    return _said(_("Where they are with it now: %(phase)s"), "phase", _known(PHASES, bits.get("phase", ())))


def _times(bits):
    return _said(_("Hours that suit you both: %(times)s"), "times", _known(dict(Time.choices), bits.get("times", ())))


def _distance(bits):
    ways = {
        "near": _("You could meet face to face: the way is short."),
        "by-car": _("You could meet face to face: the way is reasonable."),
    }
    return ways.get(next(iter(bits.get("way", ())), ""), "")


def _closeness(bits):
    hoped = _known(dict(PeerGender.choices), bits.get("gender", ()))
    if hoped:
        return _("As you hoped: %(gender)s") % {"gender": ", ".join(hoped)}
    ages = {"same": _("Is about your age."), "near": _("Is not far from your age.")}
    return ages.get(next(iter(bits.get("age", ())), ""), "")


def _load(bits):
    rooms = {"free": _("Has time for a new person right now."), "some": _("Has room for a new person beside others.")}
    return rooms.get(next(iter(bits.get("room", ())), ""), "")


_OTHERS = {
    "needs": _needs,
    "stage": _stage,
    "times": _times,
    "distance": _distance,
    "closeness": _closeness,
    "load": _load,
}


def strongest(terms: dict[str, Term], weighed: Weights) -> list[str]:
    """The terms that speak for a card, the weightiest first; one without bits, or without weight, says nothing."""
    said = {name: weighed.of(name) * terms[name][0] for name in TERMS if terms[name][1]}
    return sorted((name for name in said if said[name]), key=lambda name: -said[name])[:REASONS_SHOWN]


def reasons(terms: dict[str, Term], weighed: Weights, topics: dict[str, str]) -> list[str]:
    """What those terms say, in the reader's language. topics: key → name."""
    return [sentence(name, terms[name][1], topics) for name in strongest(terms, weighed)]


def kept(terms: dict[str, Term]) -> dict[str, dict]:
    """Terms as they are sealed: keys and numbers, so that they can be said in any language."""
    return {
        "terms": {name: points for name, (points, _bits) in terms.items()},
        "bits": {name: bits for name, (_points, bits) in terms.items()},
    }


def terms_of(told: dict[str, dict]) -> dict[str, Term]:
    """The terms that `kept` made, opened again."""
    return {name: (points, told["bits"].get(name, {})) for name, points in told["terms"].items()}


def difference(seeker: Seeker, row: Row, tree: Tree) -> dict[str, list[str]]:
    """The weightiest thing that is not in common, as bits: one kind of thing, "" when all is in common."""
    missing = [key for key in seeker.story.topics if not any(tree.likeness(key, other) for other in row.topics)]
    if missing:
        return {"topics": missing[:2]}
    wished = seeker.wishes.peer_gender
    if wished and row.experience.gender != wished:
        return {"gender": [wished]}
    if seeker.wishes.times and row.experience.times and not set(seeker.wishes.times) & set(row.experience.times):
        return {"times": list(row.experience.times)}
    needs = [need for need in seeker.story.needs if need not in row.experience.needs]
    if needs:
        return {"needs": needs[:2]}
    unlike = [key for key in seeker.story.topics if key not in row.topics]
    return {"unlike": unlike[:2]} if unlike else {}


def not_in_common(bits: dict[str, list[str]], topics: dict[str, str]) -> str:
    """One honest sentence, "" when everything is in common."""
    missing = _known(topics, bits.get("topics", ()))
    if missing:
        words = ngettext("You do not share this: %(topics)s", "You do not share these: %(topics)s", len(missing))
        return words % {"topics": ", ".join(missing)}
    unlike = _known(topics, bits.get("unlike", ()))
    if unlike:
        return _("Close, but not quite the same: %(topics)s") % {"topics": ", ".join(unlike)}
    if bits.get("gender"):
        return _("You hoped for another gender; this peer has other things in common with you.")
    times = _known(dict(Time.choices), bits.get("times", ()))
    if times:
        return _("Is free at other hours than you hoped for: %(times)s") % {"times": ", ".join(times)}
    needs = _known(NEEDS, bits.get("needs", ()))
    words = ngettext("Has not named this: %(needs)s", "Has not named these: %(needs)s", len(needs))
    return _said(words, "needs", needs)


def title(letter: str) -> str:
    """What a card is called: a letter to say on the phone, no rank."""
    return _("Peer supporter %(letter)s") % {"letter": letter}


def modes(keys: list[str]) -> list[str]:
    return _known(dict(Mode.choices), keys)
