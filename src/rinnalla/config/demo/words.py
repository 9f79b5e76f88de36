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
