"""One more matter of a call: a new key for signing in. Only words of choices change; no row does, either way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0003_questions_and_openings_told"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "we received the request and when they hear next"),
                    ("cards", "there are peer supporters to choose from"),
                    ("proposed", "someone hopes for a peer"),
                    ("not-on", "this one did not go on; the others can be chosen"),
                    ("introduced", "both said yes; first names can be told"),
                    ("agreement", "there is an agreement to read and sign"),
                    ("signed", "both have signed the agreement"),
                    ("review", "it is time to look at the agreement together"),
                    ("parting", "the other one stopped; the agreed words and the next step"),
                    ("paused", "a pause, or its end"),
                    ("application", "the application moved on"),
                    ("promise", "a new promise of the next word"),
                    ("course", "a course: a place, a change, or a certificate"),
                    ("guidance", "guidance: who the guide is, or a meeting"),
                    ("thanks", "a word of thanks waits on their page"),
                    ("experience", "whether what they told of their experience still holds"),
                    ("work", "there is something on the desk"),
                    ("reminder", "an answer is still awaited"),
                    ("rights", "an answer to a wish about their own details"),
                    ("question", "an answer to what they asked about who has looked"),
                    ("opened", "their request was opened in an exceptional situation; the reason is on their own page"),
                    ("key", "a new key for signing in as them is on its way; they can stop it"),
                ],
                max_length=12,
            ),
        ),
    ]
