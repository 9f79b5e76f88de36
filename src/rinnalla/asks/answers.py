"""From answers to what a request is made of, and back; the same for the wizard and for the long form on the phone."""

from typing import Any

from rinnalla.asks.forms.place import UNION
from rinnalla.asks.forms.road import CHANGEABLE, ROAD
from rinnalla.asks.forms.story import UNKNOWN
from rinnalla.asks.forms.wishes import COORDINATOR, OWN_CHOICE, UNSAID
from rinnalla.asks.models import Story, Wishes
from rinnalla.associations.models import Association
from rinnalla.people.models import Identity
from rinnalla.people.wizard import Answers, Question


def _of(answers: Answers, key: str, name: str, default: Any = "") -> Any:
    value = answers.get(key, {}).get(name)
    return default if value in (None, UNKNOWN, UNSAID) else value


def _list(answers: Answers, key: str, name: str) -> tuple[str, ...]:
    return tuple(one for one in _of(answers, key, name, ()) if one != UNKNOWN)


def story(answers: Answers, *, earlier: Story | None = None) -> Story:
    """earlier   the story being changed, for what is not asked again"""
    return Story(
        for_whom=_of(answers, "for-whom", "for_whom", earlier.for_whom if earlier else "self"),
        needs=_list(answers, "needs", "needs"),
        topics=_list(answers, "topics", "topics"),
        phase=_of(answers, "phase", "phase"),
        since=_of(answers, "phase", "since", None),
        own_words=_of(answers, "words", "own_words"),
        shares_words=bool(_of(answers, "words", "shares_words", False)),
        rhythm=_list(answers, "rhythm", "rhythm"),
        rhythm_words=_of(answers, "rhythm", "rhythm_words"),
        referred_by=earlier.referred_by if earlier else "",
    )


def wishes(answers: Answers, *, earlier: Wishes | None = None) -> Wishes:
    """earlier   the wishes being changed, for what is not asked again"""
    distance = _of(answers, "touch", "distance_km")
    return Wishes(
        modes=_list(answers, "touch", "modes"),
        times=_list(answers, "touch", "times"),
        distance_km=int(distance) if distance else None,
        municipality=_of(answers, "place", "municipality", earlier.municipality if earlier else ""),
        gender=_of(answers, "about", "gender", earlier.gender if earlier else ""),
        peer_gender=_of(answers, "peer", "peer_gender"),
        peer_age=_of(answers, "peer", "peer_age"),
        musts=_list(answers, "peer", "musts"),
        leave_to_us=_of(answers, "peer", "chooser") == COORDINATOR,
        other_regions=_of(answers, "consent", "other_regions", earlier.other_regions if earlier else False),
    )


def identity(answers: Answers) -> Identity:
    reach = answers.get("reach", {})
    return Identity(
        called=reach.get("called", ""),
        email=reach.get("email", ""),
        phone=reach.get("phone", ""),
        municipality=_of(answers, "place", "municipality"),
    )


def association(answers: Answers) -> Association | None:
    """The association chosen; None for the union's own queue, also when the chosen one has closed meanwhile."""
    code = _of(answers, "association", "association", UNION)
    return None if code == UNION else Association.objects.working().filter(code=code).first()


def language(answers: Answers) -> str:
    return _of(answers, "language", "language", "fi")


def age_band(answers: Answers) -> str:
    return _of(answers, "about", "age_band")


def back(told: Story, hoped: Wishes) -> dict[str, dict[str, Any]]:
    """What was answered, for the questions that may be changed afterwards."""
    return {
        "needs": {"needs": list(told.needs) or [UNKNOWN]},
        "topics": {"topics": list(told.topics)},
        "phase": {"phase": told.phase or UNKNOWN, "since": told.since},
        "words": {"own_words": told.own_words, "shares_words": told.shares_words},
        "rhythm": {"rhythm": list(told.rhythm), "rhythm_words": told.rhythm_words},
        "touch": {
            "modes": list(hoped.modes),
            "times": list(hoped.times),
            "distance_km": str(hoped.distance_km or ""),
        },
        "peer": {
            "peer_gender": hoped.peer_gender,
            "peer_age": hoped.peer_age,
            "musts": list(hoped.musts),
            "chooser": COORDINATOR if hoped.leave_to_us else OWN_CHOICE,
        },
    }


def in_words(answers: Answers) -> list[tuple[Question, str]]:
    """Each question that was answered, with the answer in words; "" when it was left out."""
    return [
        (question, question.form.told(answers[question.key]))
        for question in ROAD.road(answers)
        if question.key in answers
    ]


def story_in_words(told: Story, hoped: Wishes) -> list[tuple[Question, str]]:
    """A request that was sent, question by question, in the reader's language."""
    known = back(told, hoped)
    return [(one, one.form.told(known[one.key])) for one in ROAD.questions if one.key in CHANGEABLE]
