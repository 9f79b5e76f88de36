"""First names, common enough to be nobody's."""

WOMEN = """
    Anja Eila Helena Irma Kaarina Kerttu Lea Liisa Maire Marja Mirja Orvokki Paula Pirkko Raili Ritva Rauni Salme
    Sinikka Sisko Tellervo Tuulikki Vieno Airi Aune Elina Hilkka Inkeri Jaana Katri Laura Mervi Niina Päivi Saara
    Satu Sari Tarja Ulla Vuokko Annikki Eija Heli Kaija Leila Merja Oili Pirjo Rauha Soile Toini Virpi
"""
MEN = """
    Aarne Antero Eero Erkki Heikki Ilmari Kalevi Kauko Keijo Lauri Lasse Martti Matti Olavi Onni Osmo Paavo Pertti
    Raimo Reijo Risto Seppo Tapani Tauno Toivo Urho Veikko Ari Jari Juha Kari Mika Petri Sami Tero Vesa Arvo Eino
"""
SWEDISH_WOMEN = "Agneta Barbro Birgitta Gun Harriet Ingmari Kerstin Majvor Siv Viola Ann-Mari Camilla"
SWEDISH_MEN = "Bengt Börje Göran Håkan Ingvar Kurt Ole Ralf Sven Tor-Erik"
ENGLISH_WOMEN = "Amara Grace Irina Lucia Mai Priya"
ENGLISH_MEN = "Andrei Daniel Hassan Kofi Marek Tomas"

OF = {
    ("fi", "w"): WOMEN.split(),
    ("fi", "m"): MEN.split(),
    ("sv", "w"): SWEDISH_WOMEN.split(),
    ("sv", "m"): SWEDISH_MEN.split(),
    ("en", "w"): ENGLISH_WOMEN.split(),
    ("en", "m"): ENGLISH_MEN.split(),
}
