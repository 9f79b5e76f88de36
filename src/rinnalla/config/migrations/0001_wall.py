"""Every table that has a person or an association is guarded by PostgreSQL itself (R35, docs/adr/0012).

No live person's row changes. Old code, which tells PostgreSQL no scope, sees nothing beside it: stop the service, upgrade,
start. Backwards the guards are taken away and every row is where it was. The whole wall stands on one page, at the
roof, since what guards one room's table is often what another room's table tells.
"""

from django.db import migrations

from rinnalla.boundary.guards import (
    AlsoSeen,
    Answer,
    Guarded,
    OnPostgres,
    behind_the_guards,
    coordinated,
    held_in_union,
    own,
    own_code,
    staff,
    staff_of_union,
    with_a,
    with_its,
    worked_in,
)

MY_SUPPORTER = "(SELECT boundary_supporter())"
AS_SUPPORTER = f"supporter_id = {MY_SUPPORTER}"
THE_COORDINATORS_ASK = coordinated("its.association_id")
OF_A_PAIR = ("companionships_companionship", "companionship_id")

ANSWERS = [
    Answer("boundary_supporter", "bigint", "SELECT id FROM supporters_supporter WHERE person_id = boundary_person()"),
    Answer(
        "boundary_supports_in",
        "bigint",
        "SELECT association_id FROM supporters_supporter WHERE person_id = boundary_person()",
    ),
    Answer(  # asks about which this supporter is asked, or that they walk with
        "boundary_asks_of_peer",
        "bigint[]",
        "SELECT array_agg(ask_id) FROM ("
        "SELECT ask_id FROM matching_proposal WHERE supporter_id = boundary_supporter() UNION "
        "SELECT ask_id FROM companionships_companionship WHERE supporter_id = boundary_supporter()) theirs",
    ),
    Answer(  # supporters whose guide this person is
        "boundary_guided",
        "bigint[]",
        "SELECT array_agg(supporter_id) FROM guidance_guide WHERE person_id = boundary_person() AND until IS NULL",
    ),
    Answer(  # course days at which this person trains
        "boundary_trains_at",
        "bigint[]",
        "SELECT array_agg(sitting_id) FROM training_sitting_trainers WHERE person_id = boundary_person()",
    ),
]

PEOPLE = [
    Guarded(
        "people_person",
        own("id"),
        with_a("asks_ask", "person_id"),
        with_a("supporters_supporter", "person_id"),
        with_a("associations_role", "person_id"),
        with_a("training_seat", "person_id"),
        with_a("guidance_guide", "person_id"),
        with_a("associations_invitation", "person_id"),
    ),
    Guarded("people_consent", own("person_id"), with_its("people_person", "person_id")),
    Guarded("mfa_authenticator", own("user_id")),
    Guarded("account_emailaddress", own("user_id")),
    Guarded("account_emailconfirmation", with_its("account_emailaddress", "email_address_id")),
]
ASSOCIATIONS = [
    Guarded(
        "associations_role",
        own("person_id"),
        worked_in("association_id"),
        f"(association_id IS NULL AND {staff()})",
        held_in_union("administrator"),
    ),
    Guarded(
        "associations_invitation", own("person_id"), coordinated("association_id"), held_in_union("administrator")
    ),
]
LETTERS = [Guarded("letters_letter", own("to_id"), coordinated("association_id"))]
TRAINING = [
    Guarded("training_sitting_trainers", own("person_id"), staff(), "(SELECT boundary_person()) IS NOT NULL"),
    Guarded(
        "training_seat",
        own("person_id"),
        coordinated("association_id"),
        "sitting_id = ANY ((SELECT boundary_trains_at())::bigint[])",
    ),
    Guarded("training_qualification", own("person_id"), with_its("people_person", "person_id")),
    Guarded("training_feed", own("person_id")),
]
ASKS = [
    Guarded("asks_ask", own("person_id"), coordinated("association_id")),
    Guarded("asks_promise", with_its("asks_ask", "ask_id")),
]
SUPPORTERS = [
    Guarded("supporters_supporter", own("person_id"), coordinated("association_id")),
    *(
        Guarded(table, with_its("supporters_supporter", "supporter_id"))
        for table in (
            "supporters_step",
            "supporters_pledge",
            "supporters_volunteeragreement",
            "supporters_backgroundcheck",
            "supporters_booking",
        )
    ),
    Guarded("supporters_enquiries", coordinated("association_id")),
]
MATCHING = [
    Guarded(
        "matching_shortlist",
        f"(shown_at IS NOT NULL AND {with_its('asks_ask', 'ask_id', own('its.person_id'))})",
        with_its("asks_ask", "ask_id", THE_COORDINATORS_ASK),
    ),
    Guarded("matching_card", with_its("matching_shortlist", "shortlist_id")),
    Guarded(
        "matching_proposal",
        AS_SUPPORTER,
        with_its("asks_ask", "ask_id", own("its.person_id"), THE_COORDINATORS_ASK),
    ),
    Guarded("matching_block"),
]
COMPANIONSHIPS = [
    Guarded("companionships_companionship", own("person_id"), AS_SUPPORTER, coordinated("association_id")),
    Guarded("companionships_agreement", with_its(*OF_A_PAIR)),
    Guarded("companionships_signature", with_its("companionships_agreement", "agreement_id")),
    Guarded("companionships_review", with_its(*OF_A_PAIR)),
    Guarded("companionships_contact", with_its(*OF_A_PAIR)),
]
GUIDANCE = [
    Guarded(
        "guidance_guide",
        own("person_id"),
        AS_SUPPORTER,
        with_its("supporters_supporter", "supporter_id", THE_COORDINATORS_ASK),
    ),
    Guarded(
        "guidance_meeting",
        own("led_by_id"),
        coordinated("association_id"),
        "association_id = (SELECT boundary_supports_in())",
        f"(association_id IS NULL AND ({MY_SUPPORTER} IS NOT NULL OR {staff_of_union()}))",
    ),
    Guarded(
        "guidance_place",
        AS_SUPPORTER,
        with_its("guidance_meeting", "meeting_id", own("its.led_by_id"), THE_COORDINATORS_ASK),
    ),
    Guarded("guidance_ownway", with_its("supporters_supporter", "supporter_id")),
    Guarded("guidance_thanks", AS_SUPPORTER, own("said_by_id")),
    Guarded("guidance_milestone", AS_SUPPORTER),
    Guarded("guidance_reflection", own("person_id")),
]
PRIVACY = [
    Guarded("privacy_count", coordinated("association_id"), held_in_union("administrator")),
    Guarded("privacy_erasure", own_code("code")),
    Guarded("privacy_parting", own("person_id")),
    Guarded("privacy_reminder", with_its("asks_ask", "ask_id")),
    Guarded("privacy_lastpart", own("person_id")),
]
LEDGER = [
    Guarded("ledger_mention", own_code("code"), with_its("people_person", "code", key="code")),
    Guarded("ledger_event", own_code("actor"), with_a("ledger_mention", "event_id", key="seq")),
]

# The pages' role may not delete a line of the ledger; the oldest leave by schedule, from the beginning and no other way.
FORGET = OnPostgres(
    [
        behind_the_guards(
            "ledger_forget(until bigint)",
            returns="void",
            kind="VOLATILE",
            body="DELETE FROM ledger_mention WHERE event_id <= until; DELETE FROM ledger_event WHERE seq <= until;",
        )
    ],
    ["DROP FUNCTION ledger_forget(bigint)"],
)

# What one table's rows open of another's, to read.
OPENED = [
    AlsoSeen("asks_ask", "peer", "id = ANY ((SELECT boundary_asks_of_peer())::bigint[])"),
    AlsoSeen("supporters_supporter", "guide", "id = ANY ((SELECT boundary_guided())::bigint[])"),
    AlsoSeen(
        "supporters_supporter",
        "together",
        with_a("companionships_companionship", "supporter_id"),
        with_a("matching_proposal", "supporter_id"),
        with_a("matching_card", "supporter_id"),
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("boundary", "0001_who_is_at_work"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("people", "0001_initial"),
        ("ledger", "0001_initial"),
        ("associations", "0001_initial"),
        ("letters", "0001_initial"),
        ("training", "0001_initial"),
        ("asks", "0001_initial"),
        ("supporters", "0001_initial"),
        ("matching", "0001_initial"),
        ("companionships", "0001_initial"),
        ("guidance", "0001_initial"),
        ("privacy", "0001_initial"),
    ]
    operations = [
        *ANSWERS,
        *PEOPLE,
        *ASSOCIATIONS,
        *LETTERS,
        *TRAINING,
        *ASKS,
        *SUPPORTERS,
        *MATCHING,
        *COMPANIONSHIPS,
        *GUIDANCE,
        *PRIVACY,
        *LEDGER,
        FORGET,
        *OPENED,
    ]
