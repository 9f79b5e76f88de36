"""Every page walked behind the wall: what still lacked a guard gets one, and what a page rightly shows is opened (R35).

No live person's row changes. Backwards the guards are taken away, and pages in the scope of who asks miss rows again.
"""

from django.db import migrations

from rinnalla.boundary.guards import AlsoSeen, Guarded, coordinated, held_in_union, own, with_a

THEIRS = coordinated("its.association_id")


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0003_wall_of_call_wishes"),
        ("people", "0003_lost_keys_and_sign_ins"),
        ("matching", "0002_weighings"),
    ]
    operations = [
        Guarded("people_signin", own("person_id")),
        # A lost key is answered by whoever knows the person, and by the union whom nobody knows (desk/recovering.py).
        Guarded(
            "people_recovery",
            own("person_id"),
            held_in_union("administrator"),
            held_in_union("coordinator"),
            with_a("associations_role", "person_id", key="person_id"),
            with_a("asks_ask", "person_id", THEIRS, key="person_id"),
            with_a("supporters_supporter", "person_id", THEIRS, key="person_id"),
        ),
        # The weights are on a page that anyone may read; only the union changes them.
        Guarded("matching_weighing", held_in_union("administrator")),
        AlsoSeen("matching_weighing", "everyone", "true"),
        # Who guides me, and who leads a meeting I may come to: their task stands only while their role does.
        AlsoSeen("associations_role", "guide", with_a("guidance_guide", "person_id", key="person_id")),
        AlsoSeen(
            "people_person",
            "answered",
            with_a("guidance_meeting", "led_by_id"),
            with_a("people_recovery", "person_id"),
            with_a("privacy_question", "person_id"),
            with_a("privacy_opening", "person_id"),
            with_a("privacy_rightsrequest", "person_id"),
            with_a("privacy_outlier", "person_id"),
        ),
    ]
