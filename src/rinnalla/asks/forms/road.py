"""The questions in their order: easy and needed first, sensitive later; about five minutes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rinnalla.asks.forms import place, reach, story, wishes
from rinnalla.people.wizard import Answers, Question, QuestionForm, Wizard

ROAD = Wizard(
    Question("place", _("Where do you live?"), place.PlaceForm),
    Question("association", _("Who reads your request?"), place.AssociationForm),
    Question("for-whom", _("For whom do you hope for a peer?"), place.ForWhomForm),
    Question("language", _("In which language would you like to talk?"), place.LanguageForm),
    Question("needs", _("What do you hope for from a peer?"), story.NeedsForm),
    Question("touch", _("How and when would you like to keep in touch?"), wishes.TouchForm),
    Question("rhythm", _("When would you need support?"), story.RhythmForm),
    Question("topics", _("What have you lived through or live with?"), story.TopicsForm),
    Question("phase", _("Where are you with it now?"), story.PhaseForm),
    Question("words", _("In your own words"), story.WordsForm),
    Question("peer", _("What kind of peer would you like?"), wishes.PeerForm),
    Question("about", _("A little about you"), wishes.AboutForm),
    Question(
        "reach",
        _("How may you be reached?"),
        reach.ReachForm,
        is_asked=lambda answers: not answers.get("known"),  # signed in: we know already
    ),
    Question("consent", _("May we read your request?"), reach.ConsentForm),
)
CHANGEABLE = ("needs", "touch", "rhythm", "topics", "phase", "words", "peer")  # by the person, after sending


class Paper:
    """Every question on one page, for a coordinator who writes down what someone tells on the phone.

    left_out   keys of questions that are settled otherwise, with what is kept for them
    """

    def __init__(self, data: Any = None, *, left_out: Answers | None = None):
        self.left_out = dict(left_out or {})
        self.forms: dict[str, QuestionForm] = {
            question.key: question.form(data, prefix=question.key, answers=self.left_out)
            for question in ROAD.questions
            if question.key not in self.left_out
        }

    @property
    def sections(self) -> list[tuple[Question, QuestionForm]]:
        return [(one, self.forms[one.key]) for one in ROAD.questions if one.key in self.forms]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms.values()]  # each one, so that all errors show at once
        return all(checked)

    def answers(self) -> dict[str, dict[str, Any]]:
        """Call after `is_valid`."""
        return self.left_out | {key: form.kept() for key, form in self.forms.items()}
