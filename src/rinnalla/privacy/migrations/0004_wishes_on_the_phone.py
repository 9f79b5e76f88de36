"""Who wrote a wish down for someone on the phone, and how it was told; a rest of everything as a wish.

New columns with a value of their own, so old code can run beside; backwards who wrote it down is forgotten, and the wishes stay.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GIVEN = [
    ("self", "in this service, by the person"),
    ("phone", "on the phone, recorded by the coordinator"),
    ("paper", "on paper, recorded by the coordinator"),
    ("referrer", "to a referrer, who recorded it"),
    ("details", "by giving the address"),
]
KINDS = [
    ("correct", "to have something corrected"),
    ("object", "that something is not done with my details"),
    ("rest", "that everything of mine rests"),
]
ABOUT = [
    ("request", "what was written down of my request"),
    ("signpost", "what the coordinator wrote to me when the way was shown elsewhere"),
    ("interview", "the notes of my interview"),
    ("answer", "the answer to my application"),
    ("other", "something else that is kept about me"),
    ("counts", "counting me in numbers without names"),
    ("notes", "keeping the notes of my interview in sight of the coordinators"),
    ("rhythm", "noticing how often I am in contact beside my own wish"),
    ("everything", "everything that is kept about me"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_rights_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "rightsrequest", "given", models.CharField(choices=GIVEN, db_default="self", default="self", max_length=10)
        ),
        migrations.AddField(
            "rightsrequest",
            "recorded_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField("rightsrequest", "kind", models.CharField(choices=KINDS, max_length=8)),
        migrations.AlterField("rightsrequest", "about", models.CharField(choices=ABOUT, max_length=10)),
    ]
