"""One question a page: which questions a person meets, in what order, and where they are. Keeps nothing itself.

Answers are kept by the caller as question key → what its form kept, so that a later page can look back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rinnalla.base.forms import PlainForm

Answers = Mapping[str, dict[str, Any]]


class QuestionForm(PlainForm):
    """The form of one question. `told` and `kept` are for its own kind to change.

    answers   all that was answered before, for questions that look back
    """

    def __init__(self, data: Any = None, *, answers: Answers | None = None, **kwargs: Any):
        self.answers: Answers = answers or {}
        super().__init__(data, **kwargs)

    @property
    def is_lone(self) -> bool:
        """The page's heading asks the only question, so its label is but spoken."""
        return len(self.fields) == 1

    def kept(self) -> dict[str, Any]:
        """What JSON can hold of a good answer; given back to the form as `initial`."""
        return dict(self.cleaned_data)

    @classmethod
    def told(cls, kept: dict[str, Any]) -> str:
        """The answer in words, for the page where all answers are checked."""
        form = cls(initial=kept)
        lines = [words_of(form.fields[name], kept.get(name)) for name in form.fields]
        return "\n".join(line for line in lines if line)


def answered_together(field: Any) -> Any:
    """A field of which one of several is needed: the form checks that, and none of them is marked as optional."""
    field.required = True
    field.validate = lambda value: None
    return field


@dataclass(frozen=True)
class Question:
    """key in the address; heading the question itself; is_asked whether these answers lead to it."""

    key: str
    heading: Any
    form: type[QuestionForm]
    intro: Any = ""
    template: str = ""
    is_asked: Callable[[Answers], bool] = lambda answers: True


class Wizard:
    """Questions in their order."""

    def __init__(self, *questions: Question):
        self.questions = questions

    def road(self, answers: Answers) -> list[Question]:
        return [question for question in self.questions if question.is_asked(answers)]

    def find(self, key: str, answers: Answers) -> Question | None:
        return next((question for question in self.road(answers) if question.key == key), None)

    def place(self, question: Question, answers: Answers) -> tuple[int, int]:
        """Question 3 of 9."""
        road = self.road(answers)
        return road.index(question) + 1, len(road)

    def before(self, question: Question, answers: Answers) -> Question | None:
        road = self.road(answers)
        index = road.index(question)
        return road[index - 1] if index else None

    def after(self, question: Question, answers: Answers) -> Question | None:
        road = self.road(answers)
        return next(iter(road[road.index(question) + 1 :]), None)

    def unanswered(self, answers: Answers) -> Question | None:
        """The first question not answered yet; None when all are."""
        return next((question for question in self.road(answers) if question.key not in answers), None)


def words_of(field: Any, value: Any) -> str:
    """A kept value in words: labels of what was chosen, one a line; text as it is; a tick as its label."""
    if value is True:
        return str(field.label)
    labels = {str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))}
    values = value if isinstance(value, list | tuple) else [value]
    return "\n".join(labels.get(str(one), str(one)) for one in values if one not in (None, "", False))


def _flat(choices: Any):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
