"""The first text of the secrecy pledge, in three languages (R14). The union may publish newer ones from its pages.

The one limit follows Finnish law: the duty to report a planned grave crime that can still be prevented
(Criminal Code, chapter 15, section 10), and acting to save a life in danger (chapter 21, section 15, and plain duty).
"""

from datetime import date

from rinnalla.supporters.models import PledgeText

VERSION = "1"
IN_FORCE_FROM = date(2026, 1, 1)

FI = """\
Lupaan pitää omana tietonani kaiken, mitä kuulen vertaistukihenkilönä. En kerro eteenpäin, mitä tuettava on \
kertonut, enkä sitä, keitä olen tukenut.

Lupaus koskee kaikkea, minkä saan tietää: puhelimessa, kirjoittamalla, tavatessa, ryhmässä, koulutuksessa ja \
ohjauksessa. En kerro asioista perheelleni, ystävilleni, muille vertaistukihenkilöille enkä sosiaalisessa \
mediassa, en edes ilman nimeä, jos henkilön voisi siitä tunnistaa.

En jätä muistiinpanoja muiden nähtäville. Kun en enää tarvitse niitä, hävitän ne.

Ohjauksessa saan puhua omasta jaksamisestani ja siitä, mikä minua askarruttaa. Silloinkin jätän pois sen, mistä \
tuettavan voisi tunnistaa.

Lupaukseni ei pääty, kun toimintani vertaistukihenkilönä päättyy. Se on voimassa aina.

Lupauksella on yksi raja. Jos saan tietää törkeästä rikoksesta, jota joku suunnittelee ja joka voidaan vielä \
estää, tai jos jonkun henki on vaarassa, minun täytyy kertoa siitä niille, jotka voivat auttaa. Hätätilanteessa \
soitan numeroon 112. Kerron tästä rajasta tuettavalle ennen kuin puhumme ensimmäisen kerran.

Jos en ole varma, mitä saan kertoa, kysyn yhdistykseni yhdyshenkilöltä. Kysyessäni en kerro, kenestä on kyse.
"""

SV = """\
Jag lovar att för mig själv behålla allt som jag hör som kamratstödjare. Jag berättar inte för andra vad \
stödmottagaren har berättat, och inte heller vem jag har stött.

Löftet gäller allt som jag får veta: i telefon, i skrift, när vi träffas, i grupp, på kurser och i handledning. \
Jag berättar det inte för min familj, mina vänner, andra kamratstödjare eller i sociala medier, inte ens utan \
namn, om det går att känna igen personen.

Jag lämnar inte anteckningar så att andra kan se dem. När jag inte längre behöver dem förstör jag dem.

I handledningen får jag tala om hur jag själv orkar och om det som jag funderar på. Också då utelämnar jag det som \
gör att stödmottagaren kan kännas igen.

Mitt löfte upphör inte när jag slutar som kamratstödjare. Det gäller alltid.

Löftet har en gräns. Om jag får veta att någon planerar ett grovt brott som ännu kan förhindras, eller om någons \
liv är i fara, måste jag berätta det för dem som kan hjälpa. I en nödsituation ringer jag 112. Jag berättar om den \
här gränsen för stödmottagaren innan vi talar med varandra första gången.

Om jag är osäker på vad jag får berätta frågar jag föreningens kontaktperson. När jag frågar berättar jag inte vem \
det gäller.
"""

EN = """\
I promise to keep to myself everything that I hear as a peer supporter. I tell nobody what the supported person \
has told me, nor whom I have supported.

The promise covers all that I come to know: on the phone, in writing, when we meet, in a group, on courses and in \
guidance. I do not tell it to my family, my friends or other peer supporters, nor in social media, not even \
without a name, if the person could be recognised.

I do not leave notes where others can see them. When I no longer need them, I destroy them.

In guidance I may talk of how I cope and of what is on my mind. Even then I leave out what would let the supported \
person be recognised.

My promise does not end when my activity as a peer supporter ends. It holds for ever.

The promise has one limit. If I come to know of a grave crime that someone is planning and that can still be \
prevented, or if someone's life is in danger, I must tell those who can help. In an emergency I call 112. I tell \
the supported person of this limit before we talk for the first time.

If I am not sure what I may tell, I ask the coordinator of my association. When I ask, I do not say whom it is \
about.
"""


def load_pledge() -> PledgeText:
    """The first text, if it is not there yet; running it again changes nothing."""
    words = {"fi": FI, "sv": SV, "en": EN, "in_force_from": IN_FORCE_FROM}
    return PledgeText.objects.get_or_create(version=VERSION, defaults=words)[0]
