"""What people tell when they ask for a peer. Written for the demo; nobody told these."""

from typing import NamedTuple


class Told(NamedTuple):
    """language · w or m · age band · topics, dearest first · needs · phase · rhythm · own words"""

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
         "Kuvista ei löydy mitään, ja silti sattuu joka yö. Olen väsynyt todistelemaan. "
         "Minulle riittäisi, että joku uskoo."),
    Told("fi", "w", "80+", "fracture-osteoporotic loneliness housework", "social listening", "recovering",
         "weekly i-call",
         "Kaaduin keittiössä ja nikama murtui. Tyttäreni käy viikonloppuisin, mutta arkipäivät ovat pitkiä. "
         "Olisi mukava, kun puhelin soisi joskus."),
    Told("fi", "m", "45-59", "lbp work-changes mood", "coping experiences guidance", "living", "fortnightly",
         "Olen ollut kirvesmies koko ikäni, ja nyt pitäisi keksiä jotain muuta. Työkaverit kysyvät, milloin palaan. "
         "En tiedä, mitä vastata."),
    Told("fi", "w", "60-69", "neck disc-cervical fatigue", "coping accepting", "treated", "fortnightly quiet-weeks",
         "Niska vei käsistä voiman. Neuloin ennen joka ilta, nyt lanka putoaa. "
         "Tuntuu pieneltä surulta, mutta minulle se on iso."),
    Told("fi", "m", "70-79", "stenosis decompression walking", "healing experiences guidance", "recovering", "weekly",
         "Avarrusleikkauksesta on kolme kuukautta. Jalat toimivat, mutta rohkeus puuttuu. "
         "Lähtisin lenkille, jos tietäisin, että muutkin ovat aloittaneet sadasta metristä."),
    Told("fi", "w", "60-69", "lbp medicines sleep", "listening coping guidance", "living", "bad-days weekly",
         "Olen elänyt kivun kanssa niin kauan, että perhe on lakannut kysymästä. En moiti heitä. "
         "Kaipaan vain jotakuta, jonka ei tarvitse kestää minua."),
    Told("fi", "w", "45-59", "scoliosis chronic parenting", "accepting experiences social", "living", "fortnightly",
         "Skolioosi on ollut minulla lapsesta asti, mutta vasta nyt se pysäytti. Nuorimmainen on kymmenen. "
         "Miten kerron hänelle, etten nosta häntä enää syliin?"),
    Told("fi", "m", "60-69", "spondylolisthesis fusion waiting-for-surgery", "when-needed healing listening", "treated",
         "before-operation",
         "Minulle ehdotetaan luudutusta. En pelkää leikkausta niinkään kuin sitä, mitä sen jälkeen osaan. "
         "Meillä on lehmiä, eivätkä ne odota."),
    Told("fi", "w", "70-79", "after-op chronic mood", "listening coping accepting", "living", "i-call bad-days",
         "Kaksi leikkausta takana, ja kipu jäi. Kaikki toivoivat niin kovasti, että tämä auttaisi. "
         "En ole uskaltanut sanoa ääneen, ettei se auttanut."),
    Told("fi", "w", "60-69", "relative mood housework", "coping listening social", "", "weekly",
         "Mieheni selkä petti kaksi vuotta sitten. Minä jaksan, minähän olen se terve. "
         "Mutta kuka kysyy, mitä minulle kuuluu?"),
    Told("fi", "m", "80+", "stenosis ageing driving", "social experiences", "living", "weekly",
         "Ajokortti jäi pois keväällä, ja kylälle on kaksitoista kilometriä. Puhelimessa osaan olla. "
         "Voimme puhua vaikka hevosista, jos selkä ei huvita."),
    Told("fi", "w", "30-44", "disc-lumbar parenting sick-leave", "coping when-needed listening", "new", "bad-days",
         "Vauva on seitsemän kuukautta, ja selkäni lukkiutui kolmannen kerran. Makaan lattialla ja hymyilen hänelle. "
         "Haluaisin puhua jonkun kanssa, joka ei säikähdä."),
    Told("fi", "m", "60-69", "ankylosing pension fatigue", "accepting guidance social", "living", "fortnightly",
         "Selkärankareuma on vanha tuttu, eläke uusi. Aamut ovat jäykkiä ja päivät äkkiä tyhjiä. "
         "Miten muut ovat rakentaneet päivänsä uudestaan?"),
    Told("fi", "w", "60-69", "sacroiliac exercise not-believed", "guidance healing listening", "examined", "weekly",
         "Olen käynyt kuudella ammattilaisella ja saanut kuusi eri jumppaohjetta. Teen niitä kaikkia vuorotellen. "
         "Olisi hyvä kuulla joltakin, joka on löytänyt oman tapansa."),
    Told("fi", "w", "70-79", "fracture-osteoporotic brace mood", "healing listening", "recovering", "weekly bad-days",
         "Pelkään liukkaita. Nikama murtui marraskuussa, ja siitä asti olen katsellut pihaa ikkunasta. "
         "Lääkäri sanoo, että saa kävellä. Tiedän. Jalat eivät usko."),
    Told("fi", "m", "45-59", "disc-lumbar disc-surgery work-changes", "experiences guidance coping", "recovering",
         "fortnightly",
         "Leikkaus meni hyvin, ja kaikki onnittelevat. Palaan ratin taakse tammikuussa, ja minua pelottaa. "
         "En ole puhunut siitä kenellekään."),
    Told("fi", "w", "60-69", "stenosis chose-no-surgery walking", "guidance experiences", "treated",
         "quiet-weeks i-call",
         "Sain valita, leikataanko vai ei. En osaa valita. "
         "En kysy neuvoa, haluaisin vain kuulla, miltä valinta on muista tuntunut jälkeenpäin."),
    Told("fi", "m", "70-79", "lbp loneliness mood", "social listening coping", "living", "weekly",
         "Vaimo kuoli talvella, ja selkä tuli kipeäksi samalla viikolla. Lääkäri sanoi, että keho suree. "
         "Olen ihan hyvässä kunnossa, mutta hiljaista on."),
    Told("fi", "w", "18-29", "scoliosis scoliosis-surgery young-onset", "accepting experiences social", "recovering",
         "fortnightly",
         "Minut leikattiin kaksi vuotta sitten ja opiskelen. Ikäiseni puhuvat matkoista, minä mietin, "
         "jaksanko istua luennolla. Haluaisin jutella jonkun kanssa, jolle arpi ei ole asia."),
    Told("fi", "w", "60-69", "chronic pain-clinic tapering-opioids", "when-needed coping listening", "treated",
         "bad-days weekly",
         "Vähennän lääkkeitä yhdessä kipuklinikan kanssa. Se on oikein, mutta illat ovat vaikeita. "
         "Joku, joka on käynyt saman läpi, ymmärtäisi ilman selitystä."),
    Told("fi", "m", "60-69", "cauda-equina relationship walking", "accepting listening", "recovering", "i-call",
         "Kiireellinen leikkaus pelasti jalat, mutta kaikki ei palautunut. On asioita, joista en puhu kotona. "
         "Jos joku mies on elänyt tämän, kuuntelisin mielelläni."),
    Told("fi", "w", "80+", "stenosis ageing housework", "social coping", "living", "weekly i-call",
         "Olen tehnyt kotini niin, että kaikki on vyötärön korkeudella. Siitä olen ylpeä. "
         "Kertoisin siitä jollekin ja kuulisin, mitä hän on keksinyt."),
    Told("fi", "w", "60-69", "no-diagnosis radiating-pain not-believed", "listening guidance coping", "examined",
         "bad-days",
         "Jalkaan säteilee, ja nimeä ei ole. Odotan magneettikuvaa ja luen netistä liikaa. "
         "Haluaisin puhua jonkun kanssa, joka osaa odottaa."),
    Told("sv", "w", "60-69", "lbp sleep physiotherapy", "listening coping", "living", "weekly bad-days",
         "Nätterna är längst. Min man sover gott, och jag vill inte väcka honom en gång till. "
         "Jag skulle vilja tala med någon som vet hur det är."),
    Told("sv", "m", "70-79", "stenosis walking leisure", "experiences social", "living", "fortnightly",
         "I sextio år har jag varit till sjöss varje sommar. I år stod båten på land. "
         "Jag vill gärna höra hur någon annan har hittat tillbaka till det som är viktigt."),
    Told("sv", "w", "70-79", "fracture-osteoporotic loneliness", "social listening", "recovering", "weekly i-call",
         "Efter frakturen vågar jag inte gå ut när det är halt, och här är det halt länge. "
         "Det vore roligt att ha någon att prata med över kaffet."),
    Told("sv", "m", "45-59", "disc-lumbar waiting-for-surgery work-changes", "when-needed guidance", "treated",
         "before-operation",
         "Jag väntar på operation och driver eget. Alla frågar hur det går med firman, ingen frågar hur jag mår. "
         "Jag skulle vilja tala med någon som har gått igenom det."),
    Told("sv", "w", "60-69", "neck fatigue relative", "coping accepting", "living", "quiet-weeks i-call",
         "Jag är den som alltid har ordnat allt. Nu räcker inte krafterna till, och jag vet inte vem jag är då. "
         "Någon som också har fått lära sig be om hjälp, kanske?"),
    Told("en", "w", "30-44", "disc-lumbar new-in-finland sick-leave", "listening guidance social", "treated", "weekly",
         "I moved here for work and then my back stopped me. I do not have many people to talk to in my own language. "
         "I would like to hear how someone else found their way."),
    Told("en", "m", "45-59", "lbp work-changes not-believed", "listening coping", "examined", "fortnightly",
         "I drive a bus and I can no longer sit. At home they think I exaggerate. "
         "It would help to speak with a person who knows this from the inside."),
    Told("en", "w", "60-69", "stenosis loneliness new-in-finland", "social listening experiences", "living", "weekly",
         "I came to Finland to be near my grandchildren, and now I cannot walk with them to school. "
         "I would be happy to talk, about pain and about other things too."),
]  # fmt: skip

NOBODY = Told(  # nobody in the region has lived this
    "fi", "w", "60-69", "infection mood", "listening accepting", "recovering", "bad-days weekly",
    "Selkärangassani oli tulehdus, ja makasin sairaalassa kaksi kuukautta. Tästä ei tiedä kukaan tuttu mitään. "
    "Haluaisin puhua vain jonkun kanssa, joka on käynyt läpi saman.",
)  # fmt: skip
AINO = Told(
    "fi", "w", "60-69", "sciatica sleep waiting-for-surgery", "listening when-needed guidance", "treated",
    "before-operation bad-days",
    "Kipu säteilee jalkaan, ja yöt valvon keittiön pöydän ääressä. Leikkausaika tuli kirjeessä viime viikolla. "
    "Pelkään ja toivon yhtä aikaa. Haluaisin puhua jonkun kanssa, joka on istunut samassa pöydässä.",
)  # fmt: skip
ELSA = Told(
    "sv", "w", "70-79", "lbp sleep loneliness", "listening coping social", "living", "weekly bad-days",
    "Ryggen har värkt sedan jag var femtio, men det är först nu, när jag är ensam, som den hörs så högt. "
    "Jag skulle vilja ha någon att tala med om kvällarna.",
)  # fmt: skip
VAINO = Told(
    "fi", "m", "70-79", "stenosis walking mood", "coping social experiences", "living", "weekly",
    "Olen kulkenut metsissä koko ikäni. Nyt matka loppuu pihan portille. "
    "Mieli menee matalaksi, kun näkee hyvän hiihtokelin ikkunasta.",
)  # fmt: skip
VIENO = Told(
    "fi", "w", "80+", "sciatica sleep loneliness", "listening social", "living", "weekly i-call",
    "Minulla ei ole tietokonetta eikä tule. Mutta puhelimeen vastaan aina, ja kahvi on kuumana. "
    "Iskias tuli vanhoilla päivillä, ja yöt ovat nyt pitkiä.",
)  # fmt: skip
LEO = Told(
    "fi", "m", "60-69", "disc-lumbar sciatica sick-leave", "listening coping experiences", "treated", "weekly",
    "Jäin sairauslomalle kesken parhaan urakan. Päivät kotona ovat outoja. "
    "Olisi hyvä jutella miehen kanssa, joka on ollut samassa paikassa.",
)  # fmt: skip
HILJA = Told(
    "fi", "w", "70-79", "sciatica disc-surgery mood", "when-needed listening", "treated", "before-operation bad-days",
    "Minut leikataan ensi kuussa. Poikani sanoo, että hyvin se menee, ja niin kai meneekin. "
    "Haluaisin silti kysyä joltakin, miltä se ensimmäinen aamu tuntuu.",
)  # fmt: skip
