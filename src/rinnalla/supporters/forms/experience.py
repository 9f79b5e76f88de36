"""The questions about lived experience (R3), and about how, when and in which languages I could walk alongside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.choices import Gender, Mode, Need, Phase, Talk, Time
from rinnalla.associations.models import Topic
from rinnalla.base import clock
from rinnalla.base.forms import LongText
from rinnalla.people.choices import AgeBand, Language
from rinnalla.people.wizard import QuestionForm

MOST_TOPICS = 12
LONGEST_CARD = 400
EARLIEST = 1930


class TopicTree(forms.CheckboxSelectMultiple):
    """Check boxes under headings that open; those with something chosen stand open."""

    template_name = "supporters/topic_tree.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["groups"] = [
            (group, options, any(option["selected"] for option in options))
            for group, options, _place in widget["optgroups"]
        ]
        return context


def topic_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Offered topics under their parents' names; "no diagnosis yet" and other single ones come first."""
    rows = list(Topic.objects.filter(is_offered=True))
    children: dict[str, list[tuple[str, str]]] = {}
    for topic in rows:
        if topic.parent_id:
            children.setdefault(topic.parent_id, []).append((topic.key, topic.name))
    tops = [topic for topic in rows if not topic.parent_id]
    alone = [(topic.key, topic.name) for topic in tops if topic.key not in children]
    grouped = [(topic.name, children[topic.key]) for topic in tops if topic.key in children]
    return ([(str(_("Good to know first")), alone)] if alone else []) + grouped


class TopicsForm(QuestionForm):
    topics = forms.MultipleChoiceField(label=_("What do you have experience of?"), widget=TopicTree, choices=())
    is_lone = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topic_choices()

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Choose at most 12, those you know best."))
        return topics


class DetailsForm(QuestionForm):
    """For each topic I named: since when, where I am with it now, and how willingly I talk of it (R3).

    Its initial and what it keeps is {"facets": [{"topic", "since", "phase", "talk"}, …]}.
    """

    def __init__(self, data=None, *, answers=None, initial=None, **kwargs):
        before = {facet["topic"]: facet for facet in (initial or {}).get("facets", ())}
        super().__init__(data, answers=answers, initial=initial, **kwargs)
        self.topics = list(self.answers.get("topics", {}).get("topics", ()))
        self.names = {topic.key: topic.name for topic in Topic.objects.filter(key__in=self.topics)}
        for topic in self.topics:
            self._ask_about(topic, before.get(topic, {}))

    def _ask_about(self, topic: str, before: dict) -> None:
        self.fields[f"talk-{topic}"] = forms.ChoiceField(
            label=_("How willingly do you talk of it?"),
            choices=Talk.choices,
            widget=forms.RadioSelect,
            initial=before.get("talk", Talk.GLADLY),
        )
        self.fields[f"phase-{topic}"] = forms.ChoiceField(
            label=_("Where are you with it now?"),
            choices=[("", _("I would rather not say")), *Phase.choices],
            required=False,
            initial=before.get("phase", ""),
        )
        self.fields[f"since-{topic}"] = forms.IntegerField(
            label=_("Since which year?"),
            min_value=EARLIEST,
            max_value=clock.today().year,
            required=False,
            initial=before.get("since"),
            widget=forms.NumberInput({"inputmode": "numeric"}),
        )

    @property
    def groups(self) -> list[tuple[str, list]]:
        """(name of the topic, its three questions), for the page."""
        kinds = ("talk", "phase", "since")
        return [(self.names.get(key, key), [self[f"{kind}-{key}"] for kind in kinds]) for key in self.topics]

    def kept(self):
        told = self.cleaned_data
        return {
            "facets": [
                {
                    "topic": topic,
                    "since": told.get(f"since-{topic}"),
                    "phase": told.get(f"phase-{topic}", ""),
                    "talk": told[f"talk-{topic}"],
                }
                for topic in self.topics
            ]
        }

    @classmethod
    def told(cls, kept):
        facets = kept.get("facets", ())
        names = {topic.key: topic.name for topic in Topic.objects.filter(key__in=[one["topic"] for one in facets])}
        return "\n".join(_facet_in_words(facet, names) for facet in facets)


def _facet_in_words(facet: dict, names: dict[str, str]) -> str:
    """ "iskias: 2015, living with it, gladly" """
    phase = str(Phase(facet["phase"]).label) if facet["phase"] else ""
    parts = [str(facet["since"] or ""), phase, str(Talk(facet["talk"]).label)]
    return f"{names.get(facet['topic'], facet['topic'])}: " + ", ".join(part for part in parts if part)


class NeedsForm(QuestionForm):
    needs = forms.MultipleChoiceField(
        label=_("In what could you be a good companion?"),
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_lone = True


class CardForm(QuestionForm):
    """Own words on the card that seekers see."""

    about = forms.CharField(
        label=_("A few words of your own for the card"), max_length=LONGEST_CARD, widget=LongText, required=False
    )
    offers = forms.CharField(
        label=_("What would you like to offer?"), max_length=LONGEST_CARD, widget=LongText({"rows": 3}), required=False
    )
    limits = forms.CharField(
        label=_("What would you rather not do?"), max_length=LONGEST_CARD, widget=LongText({"rows": 3}), required=False
    )

    why = {
        "about": _("Seekers read this. Leave out your name, your home town and your workplace."),
        "offers": _("Your coordinator reads this and the next answer. Seekers do not see them."),
    }


class LanguagesForm(QuestionForm):
    languages = forms.MultipleChoiceField(
        label=_("In which languages can you talk of hard things?"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    is_lone = True


class WaysForm(QuestionForm):
    """How and when I could keep in touch."""

    modes = forms.MultipleChoiceField(
        label=_("How could you keep in touch?"), choices=Mode.choices, widget=forms.CheckboxSelectMultiple
    )
    distance_km = forms.TypedChoiceField(
        label=_("How far could you come to meet?"),
        choices=[
            ("", _("I do not meet face to face")),
            (10, _("10 kilometres")),
            (30, _("30 kilometres")),
            (60, _("60 kilometres")),
            (120, _("120 kilometres")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    times = forms.MultipleChoiceField(
        label=_("When would it suit you best?"),
        choices=Time.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        meets = Mode.MEETING in cleaned.get("modes", ())
        if meets and cleaned.get("distance_km") is None:
            self.add_error("distance_km", _("Choose how far you could come to meet."))
        if not meets:
            cleaned["distance_km"] = None
        return cleaned


class MeForm(QuestionForm):
    """Two facts that some seekers wish for; each may be left unsaid."""

    age_band = forms.ChoiceField(label=_("Your age"), choices=AgeBand.choices, required=False)
    gender = forms.ChoiceField(label=_("Your gender"), choices=Gender.choices, required=False)

    why = {"age_band": _("Some hope for someone of about their own age. The card never shows a year of birth.")}
