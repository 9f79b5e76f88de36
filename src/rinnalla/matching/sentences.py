"""What a term says, as a kind coordinator would say it. Made from the matched bits alone, so words follow the score.

Topics and places stay in their base form in every language; no numbers, ranks or stars for people.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rinnalla.associations.choices import Gender, Mode, Need, Phase, Time
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
    "condition": gettext_lazy("Knows this from within: %(topics)s"),
    "treatment": gettext_lazy("Has been through this: %(topics)s"),
    "situation": gettext_lazy("Knows this in everyday life: %(topics)s"),
}
NEAR = {
    "condition": gettext_lazy("Something close to yours: %(topics)s"),
    "treatment": gettext_lazy("Has been through something similar: %(topics)s"),
    "situation": gettext_lazy("Something close in everyday life: %(topics)s"),
}

WHY_NOT = {
    "not-offerable": gettext_lazy("Cannot be asked now: not active, or no room for a new person."),
    "own-self": gettext_lazy("This is the same person."),
    "blocked": gettext_lazy("These two are not brought together."),
    "walked": gettext_lazy("These two have already been brought together once."),
    "declined": gettext_lazy("Has been asked about this request already."),
    "asked": gettext_lazy("Is considering another question right now."),
    "full": gettext_lazy("Has no room for a new person."),
    "language": gettext_lazy("Does not speak the language of the request."),
    "region": gettext_lazy("Belongs to another region, and the person has not agreed to other regions."),
    "mode": gettext_lazy("No way of keeping in touch in common."),
    "distance": gettext_lazy("Meeting is the only way in common, and the way is too long."),
    "gender": gettext_lazy("The person hopes for another gender and does not give way on it."),
    "topic": gettext_lazy("None of the experiences that the person does not give way on."),
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
        known = [topics[key] for key in bits.get(name, ()) if key in topics]
        if known:
            return words[term] % {"topics": ", ".join(dict.fromkeys(known))}
    return ""


def _labels(choices, keys: list[str]) -> str:
    known = dict(choices.choices)
    return ", ".join(str(known[key]) for key in keys if key in known)


def _needs(bits):
    return _("Is glad to walk with you in this: %(needs)s") % {"needs": _labels(Need, bits["needs"])}


def _stage(bits):
    return _("Where they are now: %(phase)s") % {"phase": _labels(Phase, bits["phase"])}


def _times(bits):
    return _("Hours that suit you both: %(times)s") % {"times": _labels(Time, bits["times"])}


def _distance(bits):
    if bits["way"] == ["near"]:
        return _("You could meet face to face: the way is short.")
    return _("You could meet face to face: the way is not long.")


def _closeness(bits):
    if bits.get("gender"):
        return _("As you hoped: %(gender)s") % {"gender": _labels(Gender, bits["gender"])}
    return _("Is about your age.") if bits["age"] == ["same"] else _("Is nearly your age.")


def _load(bits):
    return _("Has time for a new person right now.") if bits["room"] == ["free"] else _("Has room for one more person.")


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
    for kind in ("topics", "unlike"):
        known = ", ".join(topics[key] for key in bits.get(kind, ()) if key in topics)
        if known:
            return _("Not in common: %(topics)s") % {"topics": known}
    if bits.get("gender"):
        return _("You hoped for another gender; this peer has other things in common with you.")
    if bits.get("times"):
        return _("Other hours than you hoped for: %(times)s") % {"times": _labels(Time, bits["times"])}
    if bits.get("needs"):
        return _("Has not named this: %(needs)s") % {"needs": _labels(Need, bits["needs"])}
    return ""


def title(letter: str) -> str:
    """What a card is called: a letter to say on the phone, no rank."""
    return _("Peer supporter %(letter)s") % {"letter": letter}


def modes(keys: list[str]) -> list[str]:
    known = dict(Mode.choices)
    return [str(known[key]) for key in keys if key in known]
