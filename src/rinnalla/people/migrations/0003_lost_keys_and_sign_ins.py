"""Two tables: where people are signed in, and wishes for a new second key.

For people: whoever is signed in now is not on the list of sign-ins until they sign in again. The program of before runs
beside it and writes neither table. Backwards both go: open wishes for a new key have to be made again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rinnalla.base.clock
import rinnalla.base.codes


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_restriction"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "device",
                    models.CharField(
                        choices=[
                            ("phone", "phone"),
                            ("tablet", "tablet"),
                            ("computer", "computer"),
                            ("", "some device"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("began_at", models.DateTimeField(default=rinnalla.base.clock.now)),
                ("seen_at", models.DateTimeField(default=rinnalla.base.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_in", to="sessions.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True),
                ),
                ("asked_at", models.DateTimeField(default=rinnalla.base.clock.now)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("link_index", models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64)),
                ("link_sent_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("used", "a new key was set up"),
                            ("stopped", "it was stopped"),
                            ("expired", "it ran out of time"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recoveries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("person",), name="recovery_one_open_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="recovery_nobody_approves_for_themself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None), ("opens_at", None)),
                            models.Q(("approved_at__isnull", False), ("opens_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="recovery_approved_says_when_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("link_index", ""), ("link_sent_at", None)),
                            models.Q(("link_sent_at__isnull", False), ("opens_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="recovery_link_only_after_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("how", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="recovery_ended_says_how",
                    ),
                ],
            },
        ),
    ]
