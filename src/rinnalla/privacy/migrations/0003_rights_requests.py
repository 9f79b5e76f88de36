"""The table of wishes about one's own details. New and empty; old code does not know it; backwards the wishes go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rinnalla.base.clock
import rinnalla.base.codes
import rinnalla.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("associations", "0001_initial"),
        ("privacy", "0002_questions_and_openings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correct", "to have something corrected"),
                            ("object", "that something is not done with my details"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("request", "what was written down of my request"),
                            ("signpost", "what the coordinator wrote to me when the way was shown elsewhere"),
                            ("interview", "the notes of my interview"),
                            ("answer", "the answer to my application"),
                            ("other", "something else that is kept about me"),
                            ("counts", "counting me in numbers without names"),
                            ("notes", "keeping the notes of my interview in sight of the coordinators"),
                            ("rhythm", "noticing how often I am in contact beside my own wish"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=rinnalla.base.clock.now)),
                ("due", models.DateField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done as you wished"),
                            ("partly", "Done in part"),
                            ("not", "Not done; the reason is in the answer"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("words", rinnalla.vault.fields.Sealed(grade="P3")),
                ("answer", rinnalla.vault.fields.Sealed(grade="P3")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="associations.association",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["association"], name="rights_request_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("outcome", "")),
                            models.Q(("answered_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="rights_request_answered_says_how",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("person", "kind", "about"),
                        name="rights_request_one_waiting_about_a_thing",
                    ),
                ],
            },
        ),
    ]
