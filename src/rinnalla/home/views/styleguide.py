"""The living style page: every page part with sample words, for people who build and for the checks that look at it."""

import json
from datetime import timedelta
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from rinnalla.base import clock
from rinnalla.base.forms import CodeInput, DayInput, LongText, PlainForm
from rinnalla.base.permission import open_page


class SampleForm(PlainForm):
    """One of each control."""

    name = forms.CharField(max_length=60, label="What may we call you?", help_text="A nickname is enough.")
    need = forms.ChoiceField(
        label="What do you hope for most?",
        widget=forms.RadioSelect,
        choices=[("listen", "Someone to listen"), ("coping", "Coping"), ("unknown", "I do not know")],
    )
    ways = forms.MultipleChoiceField(
        label="How could you talk?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("phone", "By phone"), ("meet", "Face to face"), ("write", "In writing")],
    )
    day = forms.DateField(label="When would it suit you to begin?", widget=DayInput, required=False)
    area = forms.ChoiceField(label="Area", choices=[("", "Choose"), ("jkl", "Jyväskylä"), ("vaasa", "Vaasa")])
    story = forms.CharField(label="In your own words", widget=LongText, required=False, max_length=4000)
    code = forms.CharField(label="The code of your letter", widget=CodeInput)
    agreed = forms.BooleanField(label="I agree that this is kept for 14 days")
    why = {
        "need": "We ask so that we can find someone who fits. Your coordinator reads this.",
        "story": "Your coordinator reads this. A peer sees it only if you choose so.",
    }


@open_page
def style(request: HttpRequest) -> HttpResponse:
    """In English in every language, since the sample words are."""
    facts = json.loads((Path(__file__).parent.parent / "style.json").read_text())
    facts |= {"sample_form": SampleForm(), "now": clock.now(), "since": clock.now() - timedelta(days=6)}
    if "errors" in request.GET:
        facts["form"] = SampleForm({"name": "", "need": "", "code": "K7M4\u202e"})
    with translation.override("en"):
        return render(request, "home/style.html", facts)
