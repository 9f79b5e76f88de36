"""The first text of the agreement between an association and its volunteer, in three languages.

It says what the programme holds anyway (R10–R14). The union may publish newer ones from its pages.
"""

from datetime import date

from rinnalla.supporters.models import AgreementText

VERSION = "1"
IN_FORCE_FROM = date(2026, 1, 1)

FI = """\
Sopijat: {association} ja vapaaehtoinen vertaistukihenkilö.

Tehtävä
Vertaistukihenkilö kuuntelee ja kertoo omasta kokemuksestaan, kun siitä on apua. Hän ei ole ammattiauttaja: \
tehtävään ei kuulu hoitoa, hoito-ohjeita, kuljettamista, kotitöitä eikä raha-asioita. Vertaistukihenkilö ei ota \
kantaa siihen, miten toista hoidetaan. Hätätilanteessa hän soittaa numeroon 112.

Mitä yhdistys lupaa
Yhdistys järjestää peruskurssin ja ohjausta ja nimeää yhdyshenkilön, johon voi aina ottaa yhteyttä. Yhdistys \
kertoo ennen alkua, miten tehtävässä on vakuutettu, ja korvaa kulut, joista on sovittu etukäteen. Tehtävästä ei \
makseta palkkaa. Yhdistys käsittelee vertaistukihenkilön tietoja huolellisesti ja poistaa ne, kun niitä ei enää \
tarvita.

Mitä vertaistukihenkilö lupaa
Vertaistukihenkilö toimii vertaistoiminnan periaatteiden mukaan: sitoutuen, luottamuksellisesti, inhimillisesti ja \
tasa-arvoisesti. Hän pitää kiinni siitä, mitä on sovittu, ja kertoo ajoissa, jos ei pääse. Hän merkitsee, milloin \
yhteydenpitoa on ollut, mutta ei sitä, mistä on puhuttu. Vaitiolositoumus allekirjoitetaan erikseen.

Oikeudet
Vertaistukihenkilö päättää itse, kuinka monta ihmistä hän tukee. Hän saa kieltäytyä ehdotuksesta, pitää taukoa \
tai lopettaa milloin tahansa, eikä syytä tarvitse kertoa. Hän saa koulutusta, ohjausta ja kiitosta.

Voimassaolo
Sopimus on voimassa, kunnes vertaistukihenkilö lopettaa tai yhdistys ja hän sopivat toisin. Jos sopimuksen teksti \
muuttuu, uusi teksti allekirjoitetaan erikseen. Vaitiolo ei pääty, vaikka sopimus päättyy.
"""

SV = """\
Parter: {association} och den frivilliga kamratstödjaren.

Uppgiften
Kamratstödjaren lyssnar och berättar om sin egen erfarenhet när det är till hjälp. Kamratstödjaren är ingen \
yrkesperson: uppgiften omfattar inte vård, råd om behandling, skjuts, hushållsarbete eller pengar. \
Kamratstödjaren tar inte ställning till hur den andra vårdas. I en nödsituation ringer kamratstödjaren 112.

Vad föreningen lovar
Föreningen ordnar grundkurs och handledning och utser en kontaktperson som alltid går att nå. Innan uppgiften \
börjar berättar föreningen hur man är försäkrad i den, och ersätter kostnader som man har kommit överens om på \
förhand. För uppgiften betalas ingen lön. Föreningen hanterar kamratstödjarens uppgifter omsorgsfullt och raderar \
dem när de inte längre behövs.

Vad kamratstödjaren lovar
Kamratstödjaren följer kamratstödets principer: engagemang, förtrolighet, medmänsklighet och jämlikhet. \
Kamratstödjaren håller fast vid det man har kommit överens om och meddelar i god tid om något inte går. \
Kamratstödjaren antecknar när man har haft kontakt, men inte vad man har talat om. Tystnadslöftet undertecknas \
separat.

Rättigheter
Kamratstödjaren bestämmer själv hur många personer hen stöder. Kamratstödjaren får säga nej till en förfrågan, \
ta paus eller sluta när som helst och behöver inte berätta varför. Kamratstödjaren får utbildning, handledning \
och tack.

Giltighet
Avtalet gäller tills kamratstödjaren slutar, eller tills föreningen och hen kommer överens om något annat. Om \
avtalets text ändras undertecknas den nya texten separat. Tystnaden upphör inte, även om avtalet gör det.
"""

EN = """\
Between: {association} and the volunteer peer supporter.

The task
A peer supporter listens, and tells of their own experience when it helps. A peer supporter is not a professional \
helper: the task holds no care, advice on treatment, transport, housework or money matters. A peer supporter takes \
no stand on how the other is treated. In an emergency they call 112.

What the association promises
The association arranges the basic course and guidance, and names a coordinator who can always be reached. Before \
the task begins it tells how volunteers are insured in it, and it pays back costs that were agreed beforehand. No \
wage is paid. The association handles the volunteer's details with care and erases them when they are not needed.

What the peer supporter promises
A peer supporter follows the principles of peer support: commitment, confidentiality, humanity and equality. They \
keep what was agreed, and say in good time if they cannot. They note when there has been contact, but not what was \
talked about. The secrecy pledge is signed apart from this.

Rights
A peer supporter decides how many people they support. They may say no to a proposal, rest or stop at any time, \
and need not tell why. They get training, guidance and thanks.

For how long
The agreement holds until the peer supporter stops, or the association and they agree otherwise. If its text \
changes, the new text is signed anew. Secrecy does not end when the agreement does.
"""


def load_agreement() -> AgreementText:
    """The first text, if it is not there yet; running it again changes nothing."""
    words = {"fi": FI, "sv": SV, "en": EN, "in_force_from": IN_FORCE_FROM}
    return AgreementText.objects.get_or_create(version=VERSION, defaults=words)[0]
