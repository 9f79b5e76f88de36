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
    Lived("fi", "w", "lbp living gladly 14, sleep living gladly 12, exercise living gladly 9, acceptance living gladly 8",
          "listening coping accepting",
          "Selkäkipu on kulkenut mukanani toistakymmentä vuotta. Yöt olivat pahimpia, kunnes löysin oman rytmini. "
          "Kuuntelen mielelläni, eikä minulla ole kiire mihinkään."),
    Lived("fi", "m", "disc-lumbar behind gladly 7, sciatica behind gladly 7, disc-surgery behind gladly 6, "
          "work-changes behind asked 6",
          "listening when-needed guidance experiences",
          "Välilevytyrä vei minut leikkaukseen ja pitkälle sairauslomalle. Nyt kävelen metsässä kuten ennenkin. "
          "Muistan hyvin, miltä tuntui odottaa leikkausta."),
    Lived("fi", "w", "stenosis living gladly 6, decompression recovering gladly 2, walking living gladly 5, "
          "ageing living gladly 6",
          "healing experiences social",
          "Ahtauma lyhensi matkani sataan metriin. Leikkauksen jälkeen opettelin kävelemään uudelleen, pätkä kerrallaan. "
          "Puhun mielelläni siitä, mikä tuntui mahdottomalta."),
    Lived("fi", "w", "neck living gladly 10, disc-cervical living gladly 8, chose-no-surgery living gladly 5, "
          "fatigue living asked 8",
          "coping guidance listening",
          "Niskan kipu ja väsymys muuttivat arkeni pala palalta. Päätin lopulta olla leikkaamatta. "
          "En neuvo, miten sinun pitää tehdä, mutta kerron, miltä oma valintani tuntui."),
    Lived("fi", "m", "fracture-osteoporotic recovering gladly 3, brace behind gladly 3, mood living asked 3, "
          "loneliness living gladly 2",
          "listening social coping",
          "Nikama murtui, kun nostin lumikolaa. Talvi meni neljän seinän sisällä. "
          "Tiedän, miten pitkä päivä voi olla, ja soitan mielelläni."),
    Lived("fi", "w", "scoliosis living gladly 40, scoliosis-surgery living gladly 30, parenting living asked 20, "
          "relationship living asked 20",
          "accepting experiences guidance",
          "Skolioosi todettiin kouluiässä ja selkä luudutettiin nuorena. Olen kasvattanut kaksi lasta tämän selän kanssa. "
          "Peilin edessä seisominen on ollut oma matkansa."),
    Lived("sv", "w", "lbp living gladly 11, sciatica living asked 9, physiotherapy living gladly 6, sleep living gladly 9",
          "listening coping when-needed",
          "Jag har levt med ryggvärk i över tio år och gått många kvällar av och an i köket. "
          "Jag lyssnar gärna, och tystnad skrämmer mig inte."),
    Lived("en", "m", "disc-lumbar living gladly 5, new-in-finland living gladly 6, sick-leave behind gladly 4",
          "listening social guidance",
          "My back gave way soon after I had moved to Finland. Finding my way to care in a new language was half the pain. "
          "I am glad to listen and to tell how it went for me."),
]  # fmt: skip
