"""Other words that people and coordinators of the demo have written."""

APPLICATIONS = {
    "fi": [
        {
            "wish_to_help": "Sain itse aikanaan apua toiselta, ja se kantoi. Nyt on minun vuoroni.",
            "empathy": "Osaan olla hiljaa ja kuunnella. Opettelin sen äitini vuoteen vieressä.",
            "own_experience": "Selkäni petti kymmenen vuotta sitten. Tie takaisin arkeen oli pitkä, mutta se löytyi.",
            "time_to_give": "Pari iltaa viikossa, mieluiten puhelimessa.",
            "membership": "member",
            "no_crisis": "no",
        },
        {
            "wish_to_help": "Jäin eläkkeelle ja minulla on aikaa. En halua, että kukaan jää kivun kanssa yksin.",
            "empathy": "Olen tehnyt työtä ihmisten parissa koko ikäni.",
            "own_experience": "Ahtauma leikattiin viisi vuotta sitten. Kävelen taas, hitaasti mutta kävelen.",
            "time_to_give": "Kerran viikossa, päivisin.",
            "membership": "wishes",
            "no_crisis": "unsure",
        },
    ],
    "sv": [
        {
            "wish_to_help": "Jag vill ge vidare det stöd som jag själv fick.",
            "empathy": "Jag lyssnar hellre än jag talar.",
            "own_experience": "Ryggvärken kom med arbetet och stannade. Jag har lärt mig leva med den.",
            "time_to_give": "Några kvällar i månaden.",
            "membership": "member",
            "no_crisis": "no",
        }
    ],
    "en": [
        {
            "wish_to_help": "I know how lonely pain is in a new country.",
            "empathy": "I have learnt to listen before I speak.",
            "own_experience": "My back was operated on four years ago and I am back at work part-time.",
            "time_to_give": "One evening a week.",
            "membership": "wishes",
            "no_crisis": "no",
        }
    ],
}
INTERVIEWS = [
    "Puhuimme tunnin. Lämmin, rauhallinen, tuntee omat rajansa. Sopii puhelintukeen.",
    "Oma kokemus on jo sulanut. Haluaa aloittaa yhdestä tuettavasta kerrallaan.",
    "Kertoi avoimesti myös vaikeista vuosista. Toivoo mahdollisuutta osallistua ohjaukseen.",
]
NOT_NOW = [
    "Kiitos, että kerroit näin avoimesti. Leikkauksestasi on vasta vähän aikaa, ja toivon että saat itse levätä. "
    "Soita minulle keväällä, niin jutellaan uudestaan.",
]
REFERRERS = [
    "Fysioterapeutti, terveysasema",
    "Sairaanhoitaja, kipupoliklinikka",
    "Sosiaalityöntekijä, keskussairaala",
    "Työfysioterapeutti, työterveys",
]
SIGNPOSTS = {
    "fi": [
        "Puhuimme puhelimessa. Tärkeintä nyt on kipu, joka on muuttunut: päivystysapu 116 117 neuvoo, minne mennä. "
        "Kun hoito on alkanut, olet lämpimästi tervetullut takaisin.",
        "Sovimme, että otat ensin yhteyttä sairaalan sosiaalityöntekijään etuusasioissa. "
        "Vertaistuki ei voi hoitaa hakemuksia, mutta täällä ollaan, kun haluat jutella.",
    ],
    "sv": [
        "Vi talades vid i telefon. Just nu är det viktigast att tala med vården om den nya värken: "
        "jourhjälpen 116 117. Välkommen tillbaka när du vill."
    ],
    "en": [
        "We talked on the phone. The way forward now is the social worker at your health station. "
        "You are warmly welcome back whenever you wish."
    ],
}
AGREEMENTS = {
    "fi": [
        {
            "why": "Että joku tietää, miltä tuntuu, kun yö on pitkä. Ja että löydän pikkuhiljaa takaisin metsäpolulle.",
            "not_do": "Emme anna toisillemme hoito-ohjeita. Emme lainaa rahaa emmekä kuljeta toisiamme.",
            "parting": "Kiitos jokaisesta puhelusta. Tämä ei johdu sinusta. Jatkan tästä omaa tietäni.",
        },
        {
            "why": "Leikkaus pelottaa. Haluan kuulla, miten joku toinen selvisi, ja puhua myös muusta kuin selästä.",
            "not_do": "Emme soita yöllä, ellei ole sovittu. Lääkkeistä puhutaan lääkärin kanssa.",
            "parting": "Tämän aika tuli täyteen. Olit juuri oikea ihminen juuri silloin.",
        },
    ],
    "sv": [
        {
            "why": "Att få tala med någon som vet hur nätterna är, och att igen våga planera något.",
            "not_do": "Vi ger inte varandra vårdråd. Pengar och skjutsar håller vi utanför.",
            "parting": "Tack för varje samtal. Det beror inte på dig. Jag går vidare härifrån.",
        }
    ],
    "en": [
        {
            "why": "To have someone who has been there, and to feel at home here in spite of the pain.",
            "not_do": "We give no medical advice. We do not help with money or papers.",
            "parting": "Thank you for every talk. It is not about you. I go on from here.",
        }
    ],
}
LOOKING_BACK = {
    "fi": [
        "Nukun paremmin, kun tiedän, että tiistaina soi puhelin.",
        "En enää selitä kaikille, miksi istun. Se on iso asia.",
        "Matkaa on vielä, mutta en kulje yksin.",
        "Puhuimme paljon ja nauroimmekin. En muistanut, että osaan.",
    ],
    "sv": ["Jag sover bättre när jag vet att telefonen ringer på torsdagen.", "Jag är inte lika rädd längre."],
    "en": ["I laugh again on the phone, which I did not expect.", "I found my way to the clinic and was not alone."],
}
