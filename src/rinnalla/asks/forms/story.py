"""What the person hopes for and has lived through (R3, R16, R17). Read by the claiming coordinator alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.choices import Need, Phase, Rhythm
from rinnalla.associations.models import Topic
from rinnalla.base import clock
from rinnalla.base.forms import LongText
from rinnalla.people.wizard import QuestionForm

UNKNOWN = "unknown"
NO_DIAGNOSIS = "no-diagnosis"  # always offered, and first (R3)


class NeedsForm(QuestionForm):
    """The programme's eight needs, any number of them (R16)."""

    needs = forms.MultipleChoiceField(
        label=_("What do you hope for from a peer?"),
        choices=[*Need.choices, (UNKNOWN, _("I do not know yet"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as many as you like."),
        error_messages={"required": _("Choose at least one. “I do not know yet” is an answer too.")},
    )

    why = {"needs": _("By this we look for a peer who has known the same hope. Your coordinator reads it.")}


class TopicTree(forms.CheckboxSelectMultiple):
    """Two levels: each group opens and closes, without a script too."""

    template_name = "asks/topic_tree.html"


class TopicsForm(QuestionForm):
    topics = forms.MultipleChoiceField(
        label=_("What have you lived through or live with?"),
        required=False,
        widget=TopicTree,
        help_text=_("Open a heading and choose what touches you. You need no diagnosis."),
    )

    why = {
        "topics": _(
            "Shared experience is what connects peers. Your coordinator reads this; a peer who is asked sees it "
            "without your name."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topic_choices()


def topic_choices() -> list[tuple[str, Any]]:
    """The union's topics as groups of choices, "no diagnosis yet" first; one statement."""
    rows = list(Topic.objects.filter(is_offered=True).order_by("place", "key"))
    children: dict[str, list[Topic]] = {}
    for row in rows:
        children.setdefault(row.parent_id or "", []).append(row)
    tops = sorted(children.get("", []), key=lambda row: row.key != NO_DIAGNOSIS)
    return [_group(row, children.get(row.key, [])) for row in tops]


def _group(top: Topic, below: list[Topic]) -> tuple[str, Any]:
    name = _capital(top.name)
    if not below:
        return top.key, name
    general = gettext("%(topic)s: some of this, hard to say more closely") % {"topic": name}
    return name, [*((row.key, _capital(row.name)) for row in below), (top.key, general)]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


class PhaseForm(QuestionForm):
    phase = forms.ChoiceField(
        label=_("Choose the one that is closest"),
        choices=[*Phase.choices, (UNKNOWN, _("I do not know, or it changes"))],
        widget=forms.RadioSelect,
    )
    since = forms.IntegerField(
        label=_("Since what year, roughly?"),
        required=False,
        min_value=1920,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    why = {"phase": _("Someone at much the same point, or a little further on, often understands best.")}

    def clean_since(self) -> int | None:
        year = self.cleaned_data.get("since")
        if year and year > clock.today().year:
            raise forms.ValidationError(gettext("Write a year that has already begun."))
        return year


class WordsForm(QuestionForm):
    own_words = forms.CharField(
        label=_("What would you like to tell, in your own words?"),
        required=False,
        max_length=4000,
        widget=LongText,
        help_text=_("A sentence is enough, and you may also leave this empty. Names are not needed."),
    )
    shares_words = forms.BooleanField(
        label=_("The peer who is asked may read these words before answering, without my name"), required=False
    )

    why = {"own_words": _("Your coordinator reads this. A peer reads it only if you tick the box below.")}


class RhythmForm(QuestionForm):
    """When support is needed (R17)."""

    rhythm = forms.MultipleChoiceField(
        label=_("Choose what suits you"),
        choices=Rhythm,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It can be agreed again later."),
    )
    rhythm_words = forms.CharField(label=_("Something else about when"), required=False, max_length=300)

    why = {"rhythm": _("So that support comes when you need it. The coordinator and the peer who is asked see this.")}
