"""What the supporters tell of their lived experience, for the cards. Written for the demo; nobody lived these."""

from typing import NamedTuple


class Lived(NamedTuple):
    """language · w or m · facets as "topic phase talk years-ago" · needs · words for the card"""

    language: str
    gender: str
    facets: str
    needs: str
    about: str


LIVED = [
    Lived("fi", "w", "lbp living gladly 14, sleep living gladly 12, exercise living gladly 9, "
          "acceptance living gladly 8", "listening coping accepting",
          "Selkäkipu on kulkenut mukanani toistakymmentä vuotta. Yöt olivat pahimpia, kunnes löysin oman rytmini. "
          "Kuuntelen mielelläni, eikä minulla ole kiire mihinkään."),
    Lived("fi", "m", "disc-lumbar behind gladly 7, sciatica behind gladly 7, disc-surgery behind gladly 6, "
          "work-changes behind asked 6", "listening when-needed guidance experiences",
          "Välilevytyrä vei minut leikkaukseen ja pitkälle sairauslomalle. Nyt kävelen metsässä kuten ennenkin. "
          "Muistan hyvin, miltä tuntui odottaa leikkausta."),
    Lived("fi", "w", "stenosis living gladly 6, decompression recovering gladly 2, walking living gladly 5, "
          "ageing living gladly 6", "healing experiences social",
          "Ahtauma lyhensi matkani sataan metriin. Leikkauksen jälkeen opettelin kävelemään uudelleen, "
          "pätkän kerrallaan. Puhun mielelläni siitä, mikä tuntui mahdottomalta."),
    Lived("fi", "w", "neck living gladly 10, disc-cervical living gladly 8, chose-no-surgery living gladly 5, "
          "fatigue living asked 8", "coping guidance listening",
          "Niskan kipu ja väsymys muuttivat arkeni pala palalta. Päätin lopulta olla leikkaamatta. "
          "En neuvo, miten sinun pitää tehdä, mutta kerron, miltä oma valintani tuntui."),
    Lived("fi", "m", "fracture-osteoporotic recovering gladly 3, brace behind gladly 3, mood living asked 3, "
          "loneliness living gladly 2", "listening social coping",
          "Nikama murtui, kun nostin lumikolaa. Talvi meni neljän seinän sisällä. "
          "Tiedän, miten pitkä päivä voi olla, ja soitan mielelläni."),
    Lived("fi", "w", "scoliosis living gladly 40, scoliosis-surgery living gladly 30, parenting living asked 20, "
          "relationship living asked 20", "accepting experiences guidance",
          "Skolioosi todettiin kouluiässä, ja selkä luudutettiin nuorena. "
          "Olen kasvattanut kaksi lasta tämän selän kanssa. Peilin edessä seisominen on ollut oma matkansa."),
    Lived("fi", "m", "lbp living gladly 20, work-changes behind gladly 12, sick-leave behind gladly 13, "
          "mood living asked 13", "coping experiences guidance",
          "Olin raskaassa työssä, kunnes selkä sanoi ei. Uusi ammatti löytyi vasta viisikymppisenä. "
          "Tunnen sen häpeän, joka tulee, kun ei enää kanna muiden mukana."),
    Lived("fi", "w", "after-op living gladly 9, chronic living gladly 9, reoperation behind asked 6, "
          "acceptance living gladly 5", "accepting listening coping",
          "Leikkaus ei tuonut sitä, mitä kaikki toivoimme. Opin suremaan sen ja sitten elämään. "
          "Minulle saa sanoa myös ne sanat, joita ei kehtaa sanoa kotona."),
    Lived("fi", "m", "stenosis living gladly 8, walking living gladly 8, leisure living gladly 5, "
          "ageing living gladly 8", "social experiences coping",
          "Hiihto vaihtui potkukelkkaan ja potkukelkka keppeihin. Ulkona olen silti joka päivä. "
          "Puhun mieluummin siitä, mitä voi, kuin siitä, mitä ei."),
    Lived("fi", "w", "spondylolisthesis recovering gladly 5, fusion recovering gladly 3, "
          "waiting-for-surgery behind gladly 3, housework living asked 4", "when-needed healing listening",
          "Odotin luudutusta yksitoista kuukautta ja toivuin melkein vuoden. Opettelin pukemaan sukat uudestaan. "
          "Voin olla se, jolle soitetaan leikkausta edeltävänä iltana."),
    Lived("fi", "w", "no-diagnosis living gladly 11, not-believed living gladly 11, radiating-pain living gladly 10, "
          "pain-clinic living asked 6", "listening accepting",
          "Minulle ei ole koskaan löytynyt nimeä. Opin, että kipu on totta ilman nimeäkin. "
          "Sinun ei tarvitse todistaa minulle mitään."),
    Lived("fi", "m", "ankylosing living gladly 25, fatigue living gladly 20, pension living gladly 4, "
          "leisure living gladly 15", "accepting social guidance",
          "Selkärankareuma on kulkenut kanssani työelämän läpi eläkkeelle. Aamut otan hitaasti ja iltapäivät täysillä. "
          "Kalastan, ja siitä riittää puhuttavaa."),
    Lived("fi", "w", "disc-lumbar behind gladly 12, parenting behind gladly 12, sick-leave behind asked 12, "
          "physiotherapy living gladly 10", "coping when-needed experiences",
          "Selkäni petti, kun kuopus oli vauva. Hoidin häntä lattialta käsin puoli vuotta. "
          "Nyt hän on teini, ja minä kannan taas kauppakassit."),
    Lived("fi", "w", "relative living gladly 8, mood living gladly 8, housework living gladly 8",
          "listening coping social",
          "Olen kulkenut puolisoni selkäsairauden rinnalla kahdeksan vuotta. Läheisen väsymyksestä ei puhuta. "
          "Minulle siitä saa puhua."),
    Lived("fi", "m", "cauda-equina living gladly 6, relationship living asked 6, walking recovering gladly 6",
          "accepting listening guidance",
          "Kiireellinen leikkaus muutti elämäni yhdessä yössä. Kesti kauan, ennen kuin puhuin siitä kenellekään. "
          "Mikään aihe ei ole minulle liian vaikea."),
    Lived("fi", "w", "chronic living gladly 15, tapering-opioids behind gladly 4, pain-clinic behind gladly 5, "
          "sleep living gladly 15", "when-needed coping listening",
          "Vähensin vahvat lääkkeet kipuklinikan tuella vuodessa. Illat olivat pitkiä, ja sitten ne lyhenivät. "
          "Lääkkeistä en neuvo, mutta illoista tiedän."),
    Lived("fi", "m", "fracture-traumatic recovering gladly 4, brace behind gladly 4, work-changes living asked 3, "
          "driving living gladly 3", "healing experiences coping",
          "Putosin katolta ja rikoin kaksi nikamaa. Kuntoutus oli kuin uusi koulu. "
          "Muistan ensimmäisen ajomatkan paremmin kuin itse putoamisen."),
    Lived("fi", "w", "sacroiliac living gladly 9, exercise living gladly 7, not-believed behind gladly 8, "
          "lifting living gladly 7", "guidance healing listening",
          "Kiersin vastaanottoja vuosia, kunnes yksi fysioterapeutti kuunteli loppuun. Löysin oman liikkeeni. "
          "Se on minun tapani, sinun voi olla aivan toinen."),
    Lived("fi", "w", "stenosis behind gladly 10, chose-no-surgery living gladly 9, walking living gladly 9, "
          "loneliness behind gladly 5", "guidance experiences social",
          "Kaksi lääkäriä oli eri mieltä, ja minun piti päättää. "
          "Olen elänyt päätökseni kanssa rauhassa yhdeksän vuotta. Asun maalla, ja puhelin on minulle ikkuna."),
    Lived("fi", "m", "neck living gladly 16, whiplash living gladly 16, fatigue living gladly 14, "
          "sitting-standing living asked 12", "coping listening guidance",
          "Peräänajo kesti sekunnin ja toipuminen kymmenen vuotta. Opin pitämään taukoja ilman selityksiä. "
          "Olen hidas puhuja ja hyvä kuuntelija."),
    Lived("fi", "w", "disc-degeneration living gladly 18, lbp living gladly 18, ageing living gladly 10, "
          "leisure living gladly 10", "social coping experiences",
          "Olen lopettanut taistelun selkääni vastaan, nyt neuvottelemme. Puutarha on penkissä, johon yltää seisten. "
          "Nauran mielelläni, myös vaikeina päivinä."),
    Lived("fi", "m", "disc-lumbar recovering gladly 3, waiting-for-surgery behind gladly 3, "
          "disc-surgery recovering gladly 2, sleep living gladly 3", "when-needed listening guidance",
          "Leikkauksesta on kaksi vuotta. Edellisenä yönä en nukkunut minuuttiakaan. "
          "Jos sinulla on sama yö edessä, voimme puhua siitä."),
    Lived("fi", "w", "sciatica behind gladly 5, injection behind asked 5, sleep behind gladly 5, mood behind asked 5",
          "listening coping when-needed",
          "Iskias valvotti minua kokonaisen talven. Laskin keittiön kaakelit moneen kertaan. "
          "Se meni ohi, mutta en ole unohtanut."),
    Lived("fi", "w", "fracture-osteoporotic living gladly 6, loneliness living gladly 6, walking living gladly 5, "
          "exercise living gladly 4", "healing social listening",
          "Murtuman jälkeen pelkäsin ulko-ovea. Ensin roskakatokselle, sitten kirjastoon, nyt tansseihin. "
          "Edetään sinun tahdissasi."),
    Lived("sv", "w", "lbp living gladly 11, sciatica living asked 9, physiotherapy living gladly 6, "
          "sleep living gladly 9", "listening coping when-needed",
          "Jag har levt med ryggvärk i över tio år och gått många kvällar av och an i köket. "
          "Jag lyssnar gärna, och tystnad skrämmer mig inte."),
    Lived("sv", "m", "stenosis living gladly 7, decompression recovering gladly 3, leisure living gladly 7, "
          "ageing living gladly 7", "experiences social coping",
          "Efter operationen lärde jag mig gå från bryggan till boden, sedan till byn. Båten ror min son, jag styr. "
          "Jag talar gärna om det som ännu går."),
    Lived("sv", "w", "fracture-osteoporotic recovering gladly 4, loneliness living gladly 4, housework living gladly 4",
          "social listening healing",
          "En vinter satt jag inne och räknade istappar. Nu går jag ut igen, med broddar och god tid. "
          "Ring mig gärna över förmiddagskaffet."),
    Lived("sv", "m", "disc-lumbar behind gladly 8, disc-surgery behind gladly 8, work-changes behind gladly 7",
          "when-needed guidance listening",
          "Jag opererades mitt i byggsäsongen och trodde att allt var slut. Det var det inte. "
          "Jag minns väntan bäst, och den pratar jag gärna om."),
    Lived("en", "m", "disc-lumbar living gladly 5, new-in-finland living gladly 6, sick-leave behind gladly 4",
          "listening social guidance",
          "My back gave way soon after I had moved to Finland. Finding care in a new language was half the pain. "
          "I am glad to listen and to tell how it went for me."),
    Lived("en", "w", "lbp living gladly 9, loneliness behind gladly 8, stenosis living asked 4, "
          "new-in-finland living gladly 12", "social listening coping",
          "I have learnt to rest without feeling guilty, which took longer than learning Finnish. "
          "We can talk about pain, or about anything else."),
]  # fmt: skip

PEKKA = Lived(
    "fi", "m", "sciatica behind gladly 9, disc-lumbar behind gladly 9, disc-surgery behind gladly 8, "
    "sleep living gladly 9, waiting-for-surgery behind gladly 8, mood behind asked 8",
    "listening when-needed coping guidance",
    "Iskias vei yöt ja leikkaus pelon. Istuin minäkin keittiön pöydän ääressä, kun muut nukkuivat. "
    "Soitan mielelläni iltaisin, ja leikkauksesta kerron sen verran kuin haluat kuulla.",
)  # fmt: skip
FOR_AINO = {  # three ways of having been where Aino is
    "Tuija": Lived(
        "fi", "w", "sciatica behind gladly 4, sleep behind gladly 4, injection behind asked 4, mood behind asked 4",
        "listening coping when-needed",
        "Iskias valvotti minua kaksi talvea. Opettelin nukkumaan tyynyjen varassa ja olemaan suuttumatta keholleni. "
        "Kuuntelen, enkä hätkähdä itkua.",
    ),
    "Ahti": Lived(
        "fi", "m", "sciatica recovering gladly 3, disc-lumbar recovering gladly 3, "
        "waiting-for-surgery behind gladly 3, disc-surgery recovering gladly 2", "when-needed guidance listening",
        "Odotin leikkausta kesän yli ja kävin mielessäni läpi kaikki vaihtoehdot. Kaksi vuotta on nyt kulunut. "
        "Kerron mielelläni, mitä olisin itse silloin halunnut tietää.",
    ),
    "Marketta": Lived(
        "fi", "w", "sciatica living gladly 12, chose-no-surgery living gladly 8, sleep living gladly 12, "
        "leisure living gladly 6", "listening guidance experiences",
        "Minulle ehdotettiin leikkausta, ja jätin sen väliin. Se oli minun valintani, ei ohje kenellekään. "
        "Yöt tunnen yhä, ja kahvinkeitin on hyvä ystävä.",
    ),
}  # fmt: skip
SOLVEIG = Lived(
    "sv", "w", "lbp living gladly 18, sleep living gladly 15, loneliness living gladly 6, leisure living gladly 10",
    "listening coping social",
    "Jag blev ensam samma år som ryggen blev sämre. Kvällarna lärde jag mig fylla med radio, stickning och samtal. "
    "Jag har gott om tid och tycker om att skratta.",
)  # fmt: skip
