"""What people tell when they ask for a peer. Written for the demo; nobody told these."""

from typing import NamedTuple


class Told(NamedTuple):
    """language · w or m · age band · topics · needs · phase · rhythm · own words"""

    language: str
    gender: str
    age: str
    topics: str
    needs: str
    phase: str
    rhythm: str
    words: str


TOLD = [
    Told("fi", "w", "70-79", "stenosis walking loneliness", "listening social coping", "living", "weekly",
         "Ennen kävelin joka aamu järven ympäri, nyt jaksan postilaatikolle. Haluaisin jutella jonkun kanssa, "
         "joka tietää, miltä tuntuu jäädä penkille istumaan kesken matkan."),
    Told("fi", "m", "60-69", "disc-lumbar waiting-for-surgery sciatica", "when-needed listening guidance", "treated",
         "before-operation bad-days",
         "Leikkausaika on parin kuukauden päästä. Lääkäri selitti kaiken hyvin, mutta kotona kysymyksiä tulee lisää. "
         "Haluaisin kuulla joltakin, joka on itse ollut siellä pöydällä."),
    Told("fi", "w", "60-69", "lbp sleep not-believed", "listening accepting coping", "examined", "bad-days i-call",
         "Kuvista ei löydy mitään ja silti sattuu joka yö. Olen väsynyt todistelemaan. "
         "Minulle riittäisi, että joku uskoo."),
    Told("fi", "w", "80+", "fracture-osteoporotic loneliness housework", "social listening", "recovering", "weekly i-call",
         "Kaaduin keittiössä ja nikama murtui. Tyttäreni käy viikonloppuisin, mutta arkipäivät ovat pitkiä. "
         "Olisi mukava, kun puhelin soisi joskus."),
    Told("fi", "m", "45-59", "lbp work-changes mood", "coping experiences guidance", "living", "fortnightly",
         "Olen ollut kirvesmies koko ikäni ja nyt pitäisi keksiä jotain muuta. Työkaverit kysyvät, milloin palaan. "
         "En tiedä, mitä vastata."),
    Told("sv", "w", "60-69", "lbp sleep physiotherapy", "listening coping", "living", "weekly bad-days",
         "Nätterna är längst. Min man har det bra och sover, och jag vill inte väcka honom en gång till. "
         "Jag skulle vilja tala med någon som vet hur det är."),
    Told("en", "w", "30-44", "disc-lumbar new-in-finland sick-leave", "listening guidance social", "treated", "weekly",
         "I moved here for work and then my back stopped me. I do not have many people to talk to in my own language. "
         "I would like to hear how someone else found their way."),
]  # fmt: skip
