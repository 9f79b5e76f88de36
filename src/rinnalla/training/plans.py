"""The two courses of the programme, ready to be held: their contents as R7 and R8 give them, in three languages."""

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken
from rinnalla.training.choices import Audience, Plan
from rinnalla.training.models import Course

BASIC_FI = """\
Mitä on toimia vertaistukihenkilönä: oma kokemus ja rinnalla kulkeminen, ei ammattiapua eikä neuvoja hoidosta
Eettiset periaatteet: sitoutuminen, luottamuksellisuus, inhimillisyys ja tasa-arvo
Liiton ja vapaaehtoisen oikeudet, vastuut ja velvollisuudet
Vapaaehtoistoiminnan motiivit: miksi minä olen mukana
Arjen vuorovaikutuksen välineitä: kuunteleminen, kysyminen, hiljaisuus ja omien rajojen sanominen"""

BASIC_SV = """\
Vad det är att vara kamratstödjare: egen erfarenhet och att gå bredvid, inte yrkeshjälp eller råd om vård
De etiska principerna: engagemang, förtrolighet, medmänsklighet och jämlikhet
Förbundets och volontärens rättigheter, ansvar och skyldigheter
Motiv för frivilligarbete: varför jag är med
Redskap för samspel i vardagen: att lyssna, fråga, vara tyst och säga var ens egen gräns går"""

BASIC_EN = """\
What acting as a peer supporter is: own experience and walking alongside, not professional help or advice on treatment
The ethical principles: commitment, confidentiality, humanity and equality
Rights, responsibilities and duties of the union and of the volunteer
Motives for volunteering: why I am here
Tools for everyday interaction: listening, asking, silence, and saying where one's own limit is"""

CONTINUING_FI = """\
Vuorovaikutus- ja tunnetaidot: vaikean puheenaiheen vastaanottaminen ja omat tunteet
Kriisitieto: mitä kriisissä tapahtuu, milloin ohjaan ammattiavun luo ja miten
Oma jaksaminen ja omat vahvuudet: suojaavat tekijät ja riskitekijät
Kokemusten jakaminen muiden vertaistukihenkilöiden kanssa, kertomatta tuettavista"""

CONTINUING_SV = """\
Samspel och känslor: att ta emot ett svårt samtalsämne och sina egna känslor
Kunskap om kriser: vad som händer i en kris, när och hur jag visar vägen till yrkeshjälp
Egen ork och egna styrkor: skyddande faktorer och riskfaktorer
Att dela erfarenheter med andra kamratstödjare utan att berätta om stödmottagarna"""

CONTINUING_EN = """\
Interaction and emotional skills: receiving a hard subject, and one's own feelings
Crisis knowledge: what happens in a crisis, when and how I show the way to professional help
The supporter's own coping and strengths: protective and risk factors
Sharing experiences with other peer supporters, without telling of the people one supports"""

PLANS: dict[str, dict] = {
    Plan.BASIC: {
        "fi": "Peruskurssi",
        "sv": "Grundkurs",
        "en": "Basic course",
        "curriculum_fi": BASIC_FI,
        "curriculum_sv": BASIC_SV,
        "curriculum_en": BASIC_EN,
        "hours": 7,
        "audience": Audience.SUPPORTERS,
        "place": 1,
    },
    Plan.CONTINUING: {
        "fi": "Jatkokurssi",
        "sv": "Fortsättningskurs",
        "en": "Continuing course",
        "curriculum_fi": CONTINUING_FI,
        "curriculum_sv": CONTINUING_SV,
        "curriculum_en": CONTINUING_EN,
        "hours": 7,
        "audience": Audience.SUPPORTERS,
        "needs_id": str(Plan.BASIC),
        "place": 2,
    },
}


@transaction.atomic
def load() -> None:
    """Both plans, unless they are there; what the union has changed stays as it is."""
    there = set(Course.objects.filter(key__in=PLANS).values_list("key", flat=True))
    lacking = [Course(key=str(key), **plan) for key, plan in PLANS.items() if key not in there]
    Course.objects.bulk_create(lacking, ignore_conflicts=True)


def known(key: str | Course) -> Course:
    """The course with this key; the two plans are there without asking.

    Raises   RuleBroken when there is no such course
    """
    if isinstance(key, Course):
        return key
    course = Course.objects.filter(key=key).first()
    if course is None and key in PLANS:
        load()
        course = Course.objects.filter(key=key).first()
    if course is None:
        raise RuleBroken(_("There is no such course."))
    return course


def choices() -> list[tuple[str, str]]:
    """Courses that give a qualification, for a form."""
    load()
    return [(course.key, course.name) for course in Course.objects.offered().filter(gives_qualification=True)]
