"""What crosses the wall between associations, by name: each with the reason why it must (docs/adr/0012)."""

CROSSING = {
    "sign-in": "who signs in is not known before their row is read",
    "asking": "a request is heard, handed over, and told to whoever is on duty there",
    "matching": "a peer is looked for in the pool, and a seat is held on both sides at once",
    "pair": "what one of two does also changes the other's row, and the request they came by",
    "supporting": "a step of a supporter's road is told to the desk, and frees or takes a seat",
    "guidance": "a meeting has people of several associations; a guide may be the union's",
    "course": "seats of one course day are shared out among all associations (R7)",
    "staff": "the union gives and takes roles; someone invited may be known elsewhere already",
    "identity": "an address that is proven may be known in another association",
    "letters": "a letter goes to whoever is told, and one worker sends them all",
    "ledger": "one chain for the whole union; a line mentions whomever it concerns",
    "counts": "counts without names, over the whole union",
    "privacy": "erasing, copying, resting and consents follow a person through every association",
    "certificate": "anyone may verify a certificate by its code (R9)",
    "calendar": "a calendar is fetched by its secret address, without signing in",
    "import": "whoever comes by a spreadsheet may be known here or elsewhere already",
    "operator": "the command line, on the server itself",
}
