"""Forms say what to do, blame nobody, keep what was typed, and take nothing that a reader cannot see."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from rinnalla.base.forms import CodeInput, DayInput, LongText, PlainForm


class Asking(PlainForm):
    name = forms.CharField(max_length=10, label="Name", help_text="A nickname is enough.")
    need = forms.ChoiceField(choices=[("listen", "Someone to listen")], widget=forms.RadioSelect, label="Need")
    ways = forms.MultipleChoiceField(
        choices=[("phone", "By phone")], widget=forms.CheckboxSelectMultiple, label="Ways", required=False
    )
    day = forms.DateField(required=False, widget=DayInput, label="Day")
    age = forms.IntegerField(required=False, max_value=120, label="Age")
    email = forms.EmailField(required=False, label="E-mail", error_messages={"invalid": "Its own words."})
    story = forms.CharField(required=False, widget=LongText, label="Story")
    code = forms.CharField(required=False, widget=CodeInput, label="Code")
    agreed = forms.BooleanField(label="I agree")
    why = {"need": "So that we find someone who fits. Your coordinator reads this."}


GOOD = {"name": "Aino", "need": "listen", "agreed": "on"}


def asking(**changes):
    return Asking(GOOD | changes)


def drawn(form, **names):
    with translation.override("en"):
        request = RequestFactory().get("/")
        return render_to_string("base/_form.html", {"form": form} | names, request=request)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_an_empty_form_says_what_to_do_by_each_question():
    assert Asking({}).errors == {
        "name": ["Answer this question."],
        "need": ["Choose one of the answers."],
        "agreed": ["Tick this box to go on."],
    }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("day", "soon", "Write the day like this: 24.11.2026"),
        ("age", "old", "Write a whole number in digits, for example 12."),
        ("age", "200", "Give a number that is at most 120."),
        ("name", "a" * 11, "Make this shorter: at most 10 characters. Now there are 11."),
        ("need", "other", "Choose one of the answers."),
        ("ways", ["other"], "Choose one of the answers."),
        ("email", "aino", "Its own words."),
    ],
)
def test_what_cannot_be_read_is_answered_with_an_example(field, value, sentence):
    assert asking(**{field: value}).errors == {field: [sentence]}


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\ud800", "\u202e", "\u2066", "\u200f", "\ufffd"])
@pytest.mark.parametrize("field", ["name", "story"])
def test_marks_that_do_not_show_are_refused(mark, field):
    assert [len(errors) for errors in asking(**{field: f"a{mark}b"}).errors.values()] == [1]


def test_lines_tabs_letters_of_every_language_and_emoji_are_welcome():
    assert asking(story="Hyvä\työ\r\nسلام 👩‍🦽 नमस्ते").errors == {}


def test_no_sentence_blames_or_begs():
    form = asking(day="x", age="x", email="x", need="x", name="")
    words = str(form.errors).lower()
    assert [word for word in ("invalid", "please", "!", "valid") if word in words.replace("aria-invalid", "")] == []


def test_the_summary_leads_to_each_question_and_the_answers_are_kept():
    page = drawn(asking(need="", age="old", name="Aino"))
    assert 'href="#id_need_0"' in page and 'id="id_need_0"' in page
    assert 'href="#id_age"' in page and 'id="id_age"' in page
    assert page.count("Write a whole number in digits, for example 12.") == 2
    assert 'value="old"' in page and 'value="Aino"' in page


def test_the_help_and_the_error_are_joined_to_their_control():
    page = drawn(asking(name=""))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page and 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_optional_is_said_in_words_and_there_are_no_asterisks():
    page = drawn(Asking())
    assert page.count("you may leave this out") == 6
    assert "*" not in page and " required" not in page


def test_why_a_thing_is_asked_stands_beside_it():
    assert "So that we find someone who fits. Your coordinator reads this." in drawn(Asking())


def test_the_button_names_the_act_and_the_form_can_be_told_from_its_twin():
    page = drawn(Asking(), submit="Send my request")
    assert "Send my request" in page
    assert page.count('name="once"') == 1 and page.count('name="csrfmiddlewaretoken"') == 1


def test_what_people_wrote_is_never_markup():
    assert "<b>x" not in drawn(asking(name="<b>x", story='"><b>x', need=""))
