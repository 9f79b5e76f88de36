"""The words of each consent, in each language, with a version. New words get a new version; old ones stay here.

A person sees the words before they say yes, and the words they said yes to afterwards (R37).
"""

from rinnalla.people.choices import ConsentPurpose as P

VERSIONS = {P.ASK: "1", P.OTHER_REGIONS: "2", P.SUPPORTER: "1", P.FEEDBACK: "1", P.CONTACT: "1", P.MAIL: "1"}
# (purpose, version) whose words mean more than before: a new yes is asked
ASKED_ANEW: set[tuple[str, str]] = {(P.OTHER_REGIONS, "2")}
COORDINATORS_HEAR = ("2",)  # versions of OTHER_REGIONS that let other regions' coordinators hear a need without a name

TEXTS: dict[tuple[str, str], dict[str, str]] = {
    (P.ASK, "1"): {
        "fi": (
            "Suostun siihen, että yhdistykseni yhdyshenkilö lukee tukipyyntöni, myös sen mitä kerron terveydestäni, "
            "ja etsii minulle vertaistukihenkilön. Ehdolla oleva vertaistukihenkilö näkee tarpeeni ilman nimeäni. "
            "Nimi ja yhteystieto näkyvät vasta, kun olemme molemmat sanoneet kyllä. "
            "Voin perua suostumukseni milloin tahansa. Silloin pyyntöäni ei enää käsitellä."
        ),
        "sv": (
            "Jag samtycker till att min förenings kontaktperson läser min stödbegäran, också det jag berättar om min "
            "hälsa, och söker en kamratstödjare åt mig. En föreslagen kamratstödjare ser mitt behov utan mitt namn. "
            "Namn och kontaktuppgift öppnas först när vi båda har sagt ja. "
            "Jag kan ta tillbaka mitt samtycke när som helst. Då behandlas min begäran inte längre."
        ),
        "en": (
            "I agree that the coordinator of my association reads my request, also what I tell about my health, "
            "and looks for a peer supporter for me. A proposed supporter sees my need without my name. "
            "Names and a way to be reached open only when we have both said yes. "
            "I can take this back at any time. Then my request is no longer handled."
        ),
    },
    (P.OTHER_REGIONS, "1"): {
        "fi": (
            "Suostun siihen, että pyyntöni voidaan näyttää ilman nimeäni muiden alueiden vertaistukihenkilöille, "
            "jos omalta alueeltani ei löydy sopivaa. "
            "Voin perua tämän milloin tahansa. Pyyntöni jatkuu silti omalla alueellani."
        ),
        "sv": (
            "Jag samtycker till att min begäran får visas utan mitt namn för kamratstödjare i andra regioner, "
            "om ingen som passar finns i min egen. Jag kan ta tillbaka det här när som helst. "
            "Min begäran fortsätter ändå i min egen region."
        ),
        "en": (
            "I agree that my request may be shown, without my name, to supporters of other regions, "
            "if nobody in my own region fits. I can take this back at any time. "
            "My request still goes on in my own region."
        ),
    },
    (P.OTHER_REGIONS, "2"): {
        "fi": (
            "Suostun siihen, että pyyntöni voidaan näyttää ilman nimeäni muiden alueiden vertaistukihenkilöille, "
            "jos omalta alueeltani ei löydy sopivaa. Jos sopivaa ei löydy heistäkään, muiden alueiden yhdyshenkilöt "
            "saavat kuulla ilman nimeäni ja paikkakuntaani, mistä aiheesta, millä kielellä ja millä tavalla toivon "
            "tukea. Voin perua tämän milloin tahansa. Pyyntöni jatkuu silti omalla alueellani."
        ),
        "sv": (
            "Jag samtycker till att min begäran får visas utan mitt namn för kamratstödjare i andra regioner, "
            "om ingen som passar finns i min egen. Om ingen av dem heller passar får kontaktpersoner i andra "
            "regioner veta, utan mitt namn och min ort, om vilket ämne, på vilket språk och på vilket sätt jag "
            "hoppas på stöd. Jag kan ta tillbaka det här när som helst. "
            "Min begäran fortsätter ändå i min egen region."
        ),
        "en": (
            "I agree that my request may be shown, without my name, to supporters of other regions, "
            "if nobody in my own region fits. If none of them fits either, coordinators of other regions may hear, "
            "without my name and place, on what topic, in which language and in which way I hope for support. "
            "I can take this back at any time. My request still goes on in my own region."
        ),
    },
    (P.SUPPORTER, "1"): {
        "fi": (
            "Suostun siihen, että yhdistykseni säilyttää sen, mitä kerron omasta kokemuksestani, myös terveydestäni, "
            "ja näyttää sen ilman nimeäni tuen hakijoille, joille voisin sopia. "
            "Päätän itse, mistä puhun mielelläni ja mistä en. Voin perua suostumukseni milloin tahansa. "
            "Silloin minua ei enää ehdoteta kenellekään."
        ),
        "sv": (
            "Jag samtycker till att min förening sparar det jag berättar om min egen erfarenhet, också om min hälsa, "
            "och visar det utan mitt namn för stödsökande som jag kunde passa för. "
            "Jag bestämmer själv vad jag gärna talar om och vad jag inte talar om. "
            "Jag kan ta tillbaka mitt samtycke när som helst. Då föreslås jag inte längre för någon."
        ),
        "en": (
            "I agree that my association keeps what I tell about my own experience, also about my health, "
            "and shows it, without my name, to seekers I might fit. "
            "I decide what I gladly talk about and what I do not. I can take this back at any time. "
            "Then I am no longer proposed to anyone."
        ),
    },
    (P.FEEDBACK, "1"): {
        "fi": (
            "Suostun siihen, että minulta kysytään jälkeenpäin, miten kaikki sujui. "
            "Vastaan, jos haluan, ja päätän itse, kenelle vastaus näkyy. Voin perua tämän milloin tahansa."
        ),
        "sv": (
            "Jag samtycker till att man efteråt frågar mig hur det gick. "
            "Jag svarar om jag vill och bestämmer själv vem som ser svaret. Jag kan ta tillbaka det här när som helst."
        ),
        "en": (
            "I agree to be asked afterwards how it went. "
            "I answer if I wish, and decide myself who sees the answer. I can take this back at any time."
        ),
    },
    (P.CONTACT, "1"): {
        "fi": (
            "Suostun siihen, että se, jonka kanssa kuljen, näkee puhelinnumeroni tai sähköpostiosoitteeni, "
            "jonka olen itse valinnut näytettäväksi. Voin perua tämän milloin tahansa. Silloin tieto ei enää näy."
        ),
        "sv": (
            "Jag samtycker till att den som jag går tillsammans med ser mitt telefonnummer eller min e-postadress, "
            "som jag själv har valt att visa. Jag kan ta tillbaka det här när som helst. Då syns uppgiften inte längre."
        ),
        "en": (
            "I agree that the one I walk with sees my phone number or e-mail address that I chose to show. "
            "I can take this back at any time. Then it shows no more."
        ),
    },
    (P.MAIL, "1"): {
        "fi": (
            "Suostun siihen, että sähköpostiini tulee ilmoitus, kun täällä on minulle jotain luettavaa. Ilmoitus ei "
            "kerro, mistä on kyse. Voin perua tämän milloin tahansa. Silloin yhdistys soittaa minulle. "
            "Kirjautumiskoodi tulee silti, kun itse pyydän sitä."
        ),
        "sv": (
            "Jag samtycker till att ett meddelande kommer till min e-post när det finns något för mig att läsa här. "
            "Meddelandet säger inte vad det gäller. Jag kan ta tillbaka det här när som helst. "
            "Då ringer föreningen mig. "
            "En kod för inloggning kommer ändå när jag själv ber om den."
        ),
        "en": (
            "I agree that a notice comes to my e-mail when there is something for me to read here. The notice does not "
            "say what it is about. I can take this back at any time. Then the association calls me. "
            "A code for signing in still comes when I ask for it."
        ),
    },
}


def asks_anew(purpose: str, version: str) -> bool:
    """A yes to `version` does not hold for what the words in force mean: the person is asked again, kindly."""
    newest = VERSIONS[P(purpose)]
    return version != newest and (P(purpose), newest) in ASKED_ANEW


def words(purpose: str, language: str, version: str = "") -> str:
    """The text of one purpose; the present version unless told. Another language than ours falls back to Finnish."""
    texts = TEXTS[P(purpose), version or VERSIONS[P(purpose)]]
    return texts.get(language, texts["fi"])
