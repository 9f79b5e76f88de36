"""Two columns of a person: whether notices may come by mail, and since when everything of theirs rests.

For people: nothing changes; notices go on by mail, and nothing rests. The program of before runs beside it, since both
columns have a value of their own in the database. Backwards both columns go, and what rested is handled again.
"""

from django.db import migrations, models

GIVEN = [
    ("self", "in this service, by the person"),
    ("phone", "on the phone, recorded by the coordinator"),
    ("paper", "on paper, recorded by the coordinator"),
    ("referrer", "to a referrer, who recorded it"),
    ("details", "by giving the address"),
]
PURPOSES = [
    ("ask", "My association may read my request and look for a peer for me"),
    ("other-regions", "My request may be shown, without my name, to other regions' supporters"),
    ("supporter", "My association may keep what I tell about my own experience and show it, without my name"),
    ("feedback", "I may be asked afterwards how it went"),
    ("contact", "The one I walk with may see the phone number or e-mail address that I chose to show"),
    ("mail", "Notices that there is something to read may come to my e-mail address"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("person", "by_mail", models.BooleanField(db_default=True, default=True)),
        migrations.AddField("person", "restricted_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AlterField("consent", "given", models.CharField(choices=GIVEN, default="self", max_length=10)),
        migrations.AlterField("consent", "purpose", models.CharField(choices=PURPOSES, max_length=20)),
    ]
