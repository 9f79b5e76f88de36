"""From answers to what a supporter's road is made of, and back; the same for the wizard, own pages and the desk."""

from dataclasses import asdict
from typing import Any

from rinnalla.associations import places
from rinnalla.associations.models import Association, Municipality
from rinnalla.people.models import Identity
from rinnalla.people.wizard import Answers
from rinnalla.supporters.models import Application, Experience, Facet

CARD = ("about", "offers", "limits")
WAYS = ("modes", "times", "distance_km")
ME = ("age_band", "gender")
WORDS = {  # question → the field of Application that it answers in words
    "wish": "wish_to_help",
    "empathy": "empathy",
    "own-experience": "own_experience",
    "time": "time_to_give",
    "membership": "membership",
    "crisis": "no_crisis",
}
CHOSEN = {"reasons": "wish", "listening": "empathy", "often": "time", "how_long": "time"}  # beside the words


def experience(answers: Answers) -> Experience:
    """Topics without details are talked of gladly, since that is why they were chosen."""
    details = {facet["topic"]: facet for facet in answers.get("details", {}).get("facets", ())}
    topics = answers.get("topics", {}).get("topics", ())
    ways, card, me = (answers.get(key, {}) for key in ("ways", "card", "me"))
    distance = ways.get("distance_km")
    return Experience(
        facets=tuple(Facet(**details.get(topic, {"topic": topic})) for topic in topics),
        needs=tuple(answers.get("needs", {}).get("needs", ())),
        modes=tuple(ways.get("modes", ())),
        times=tuple(ways.get("times", ())),
        distance_km=int(distance) if distance else None,
        **{name: card.get(name, "") for name in CARD},
        **{name: me.get(name, "") for name in ME},
    )


def back(told: Experience, languages: list[str]) -> dict[str, dict[str, Any]]:
    """The answers that would give this experience: for changing one question of it."""
    return {
        "topics": {"topics": [facet.topic for facet in told.facets]},
        "details": {"facets": [asdict(facet) for facet in told.facets]},
        "needs": {"needs": list(told.needs)},
        "languages": {"languages": languages},
        "ways": {name: _plain(getattr(told, name)) for name in WAYS},
        "card": {name: getattr(told, name) for name in CARD},
        "me": {name: getattr(told, name) for name in ME},
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def languages(answers: Answers) -> list[str]:
    return list(answers.get("languages", {}).get("languages", ()))


def application(answers: Answers) -> Application:
    """The four questions and the two conditions (R5), in own words and by choice."""
    more = {name: answers.get(key, {}).get(name) for name, key in CHOSEN.items()}
    said = {field: answers.get(key, {}).get(field, "") for key, field in WORDS.items()}
    return Application(**said, more={name: value for name, value in more.items() if value})


def again(said: Application, told: Experience, languages: list[str], association: Association) -> dict[str, dict]:
    """The answers to begin a new application with: all but the hard year and the consent, which are asked anew."""
    kept: dict[str, dict[str, Any]] = {key: {field: getattr(said, field)} for key, field in WORDS.items()}
    for name, key in CHOSEN.items():
        kept[key][name] = said.more.get(name, [] if name in ("reasons", "listening") else "")
    kept.pop("crisis")
    if said.membership:
        kept["membership"]["association"] = association.code
    answered = {key: values for key, values in kept.items() if any(values.values())}
    experience = back(told, languages) if told.facets else {"languages": {"languages": languages}}
    return answered | experience


def identity(answers: Answers) -> Identity:
    reach = answers.get("reach", {})
    return Identity(
        **{name: reach.get(name, "") for name in ("called", "full_name", "email", "phone")},
        municipality=answers.get("place", {}).get("municipality", ""),
    )


def association(answers: Answers) -> Association | None:
    """The association chosen; None when it has closed meanwhile."""
    code = answers.get("membership", {}).get("association", "")
    return Association.objects.working().filter(code=code).first()


def association_of_place(kept: dict[str, Any]) -> Association | None:
    """The association of the municipality that was told, for counting enquiries; None when no area has it."""
    return places.association_for(Municipality.objects.filter(code=kept.get("municipality", "")).first())
