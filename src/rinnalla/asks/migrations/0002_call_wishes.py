"""Wishes to be called, sealed to the letterbox (R15).

A new table: no live person's row changes, and old code can run beside it. Backwards the wishes that wait are lost.
"""

import django.db.models.deletion
import rinnalla.base.clock
import rinnalla.base.codes
import rinnalla.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asks", "0001_initial"),
        ("associations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")], default="fi", max_length=2
                    ),
                ),
                (
                    "time_of_day",
                    models.CharField(
                        choices=[
                            ("any", "any time of the day"),
                            ("morning", "in the morning, 9–12"),
                            ("afternoon", "in the afternoon, 12–16"),
                            ("evening", "in the evening, 16–19"),
                        ],
                        default="any",
                        max_length=9,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for a call"),
                            ("reached", "we talked"),
                            ("asked", "a request came of it"),
                            ("unreached", "nobody was reached"),
                            ("lapsed", "its time ran out"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("stage_at", models.DateTimeField(default=rinnalla.base.clock.now)),
                ("received_at", models.DateTimeField(default=rinnalla.base.clock.now)),
                ("due", models.DateField()),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("key", models.BinaryField(null=True)),
                ("caller", rinnalla.vault.fields.Sealed(grade="P2")),
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
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("stage", "waiting")),
                        fields=["association", "received_at"],
                        name="call_wish_queue",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("claimed_by", None), ("claimed_at__isnull", False), _connector="OR"),
                        name="call_wish_claim_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key__isnull", False), ("stage", "waiting"), ("caller__isnull", False)),
                            models.Q(
                                models.Q(("stage", "waiting"), _negated=True),
                                ("key__isnull", True),
                                ("caller__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="call_wish_ended_tells_nothing",
                    ),
                ],
            },
        ),
    ]
