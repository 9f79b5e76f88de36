"""The questions of the application in their order: easy and needed first, sensitive later (R5)."""

from django.utils.translation import gettext_lazy as _

from rinnalla.people.wizard import Question, Wizard
from rinnalla.supporters.forms import experience, road

EXPERIENCE = (
    Question(
        "topics",
        _("What do you have experience of?"),
        experience.TopicsForm,
        _("Choose what you know from the inside. A diagnosis is not needed, and no code is asked."),
    ),
    Question(
        "details",
        _("How are you with each of them?"),
        experience.DetailsForm,
        _("You decide what you talk of. What you mark “not” is never shown to anyone who seeks a peer."),
        template="supporters/question_details.html",
    ),
    Question(
        "needs",
        _("In what could you be a good companion?"),
        experience.NeedsForm,
        _("These are the reasons for which people ask for a peer. Choose those that feel like yours."),
    ),
    Question(
        "languages",
        _("In which languages can you talk of hard things?"),
        experience.LanguagesForm,
        _("One language is enough."),
    ),
    Question(
        "ways",
        _("How and when could you keep in touch?"),
        experience.WaysForm,
        _("You can change this whenever you like."),
    ),
    Question(
        "card",
        _("What would you like to say yourself?"),
        experience.CardForm,
        _("People who seek a peer choose from cards without names. Here you may add your own voice."),
    ),
    Question(
        "me",
        _("Your age and gender"),
        experience.MeForm,
        _("You may leave both unsaid."),
    ),
)

ROAD = Wizard(
    Question(
        "place",
        _("Where do you live?"),
        road.PlaceForm,
        _("Write the name of your municipality."),
    ),
    Question(
        "membership",
        _("Which association would you like to be with?"),
        road.MembershipForm,
        _("The association of your own area comes first. You may choose another one."),
    ),
    Question(
        "wish",
        _("Why would you like to be a peer supporter?"),
        road.WishForm,
        _("There is no right answer. The coordinator of the association reads this before you talk."),
    ),
    Question(
        "empathy",
        _("How are you as a listener?"),
        road.EmpathyForm,
        _("A peer supporter listens more than advises. The coordinator reads this."),
    ),
    Question(
        "time",
        _("How much time could you give?"),
        road.TimeForm,
        _("A companionship lasts for a time that the two of you agree on. You may rest whenever you need."),
    ),
    *EXPERIENCE,
    Question(
        "own-experience",
        _("What have you gone through, and how are you with it now?"),
        road.OwnExperienceForm,
        _("A peer has lived it, and has got better or found a way to live with it."),
    ),
    Question(
        "crisis",
        _("Has the past year been calm enough?"),
        road.CrisisForm,
        template="supporters/question_crisis.html",
    ),
    Question(
        "reach",
        _("How do we reach you?"),
        road.ReachForm,
        _("An e-mail address or a telephone number is enough."),
        is_asked=lambda answers: "known" not in answers,  # someone signed in has told it
    ),
    Question(
        "consent",
        _("May we keep what you have told?"),
        road.ConsentForm,
        template="supporters/question_consent.html",
    ),
)


def part(key: str) -> Question | None:
    """One question of the experience, for changing it alone."""
    return next((question for question in EXPERIENCE if question.key == key), None)
