"""Two lists as an association might keep them; some rows are not clear."""

SUPPORTERS = """\
Etunimi;Sukunimi;Puhelin;Sähköposti;Kunta;Kielet;Ikä;Kokemus;Montako tuettavaa;Peruskurssi;Vaitiolo;Sopimus;Tila;Muuta
Pekka;Mäki;040 1234567;pekka@example.org;Jyväskylä;suomi, ruotsi;67;iskias, uni;2;8.3.25;15.3.2025;15.3.2025;aktiivinen;
Raili;Salo;0501112222;;Vasa;suomi;1964;alaselkäkipu, noidannuoli;1;;;;aktiivinen;Soita illalla
;;;;;;;;;;;;;
Matti;Aro;0402223333;;Jyväskyla;;;;;1.2.2024;1.2.2024;;tauolla;
Kaisa;Niemi;0403334444;;Jyväskyl;;;;;;;;;
Ville;;;;Vaasa;;;;;;;;;
Pekka;Mäki;+358401234567;;;;;;;;;;;
"""
ASKS = """\
Saapui pvm;Nimi;Puhelin;Kunta;Ikä;Tarve;Toive;Aihe;Yhteydenottotapa;Tila
3.11.2025;Aino Virta;0404445555;Hankasalmi;71;listening;Toivoo soittoa;iskias;puhelin;odottaa
4.11.2025;Eero Vanha;0405556666;;;;;;;päättynyt
"""
