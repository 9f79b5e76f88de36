"""Reading single cells the way people write them. Each tells `say` what it could not take as it stood."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from rinnalla.associations.choices import Gender, Mode
from rinnalla.associations.models import folded
from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day as in_words
from rinnalla.people import phones
from rinnalla.people.choices import AgeBand, Language

Say = Callable[[str], object]

EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST, YOUNGEST = 1920, 18
DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\b")
SHORT_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.?$")
MONTH = re.compile(r"(\d{1,2})[./](\d{4})$")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
BETWEEN = re.compile(r"[;,/\n|]+|\s(?:tai|ja|eller|och|or|and)\s")
BANDS = (
    (29, AgeBand.YOUNG),
    (44, AgeBand.THIRTIES),
    (59, AgeBand.MIDDLE),
    (69, AgeBand.SIXTIES),
    (79, AgeBand.SEVENTIES),
)

SPOKEN = (
    (Language.FI, ("suom", "finn", "finsk", "fi")),
    (Language.SV, ("ruots", "sven", "swed", "sve", "ruo", "sv", "se")),
    (Language.EN, ("engl", "eng", "en")),
)
GENDERS = (
    (Gender.WOMAN, ("nainen", "nai", "n", "kvinna", "k", "woman", "female", "f", "w")),
    (Gender.MAN, ("mies", "m", "man", "male")),
    (Gender.OTHER, ("muu", "annan", "other", "muunsukupuolinen", "x")),
)
WAYS = (
    (Mode.VIDEO, ("video", "teams", "zoom", "etana", "etayhtey", "distans", "online")),
    (Mode.MEETING, ("tapaa", "tavata", "kasvotusten", "kasvokk", "traff", "mote", "meet", "faceto", "livena")),
    (Mode.WRITING, ("kirjoit", "viesti", "sahkopost", "sposti", "email", "epost", "mail", "chat", "whatsapp", "tekstiv",
                    "sms", "skriv", "medd", "writ", "messag")),
    (Mode.PHONE, ("puh", "soit", "gsm", "tel", "ring", "phone", "call", "mobil")),
)  # fmt: skip
NO_WORDS = ("ei", "e", "nej", "no", "n", "-", "–", "puuttuu", "saknas", "missing")


# --- who and how reached ---------------------------------------------------------------------------------------
def phone(text: str, say: Say) -> str:
    """An international number, also without the first zero that spreadsheets drop; of several, the first that works."""
    for typed in [text, *BETWEEN.split(text)]:
        number = re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", typed).strip().lstrip("'")
        number = re.sub(r"(?i)^(puh|tel|gsm|matkap|p|t|m)[.:\s]+", "", number)
        digits = re.sub(r"\D", "", number)
        if digits and not number.startswith(("+", "0")) and not re.search(r"[^\W\d_]", number):
            number = f"+{digits}" if digits.startswith("358") and len(digits) > 10 else f"0{digits}"
        try:
            found = phones.tidy(number)
        except ValidationError:
            continue
        if typed != text:
            say(_("of several phone numbers, the first was taken"))
        return found
    if text:
        say(_("the phone number “%(text)s” could not be read, so it is left out") % {"text": text[:40]})
    return ""


def email(text: str, say: Say) -> str:
    address = re.sub(r"(?i)^mailto:", "", text.strip().strip("<>'"))
    address = BETWEEN.split(address)[0].strip() if address else ""
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        say(_("the e-mail address “%(text)s” is not whole, so it is left out") % {"text": text[:60]})
        return ""
    return address if len(address) <= 254 else ""


def languages(text: str, say: Say) -> list[str]:
    """Codes of the languages named, in order; Finnish when nothing is told."""
    found, strange = [], []
    for word in re.findall(r"[^\W\d_]+", text):
        plain = folded(word)
        code = next((code for code, starts in SPOKEN if plain.startswith(starts[:-1]) or plain in starts), "")
        (found if code else strange).append(code or word)
    others = [word for word in strange if len(word) > 3]
    if others and (not found or len(strange) <= 2):
        say(_("the service speaks Finnish, Swedish and English; not taken: %(words)s") % {"words": ", ".join(others)})
    return list(dict.fromkeys(found)) or [Language.FI.value]


def gender(text: str) -> str:
    plain = folded(text)
    return next((str(gender) for gender, words in GENDERS if plain in words), "")


def modes(text: str) -> tuple[str, ...]:
    """The ways of keeping in touch that are named; a text that names none gives none."""
    found = []
    for part in re.split(r"[;,/\n+&]|\s(?:tai|ja|eller|och|or|and)\s", text):
        plain = folded(part)
        mode = next((mode for mode, stems in WAYS if any(stem in plain for stem in stems)), None)
        found += [str(mode)] if mode else []
    return tuple(dict.fromkeys(found))


# --- numbers ---------------------------------------------------------------------------------------------------
def number(text: str, largest: int, say: Say) -> int | None:
    """How many people; of "1–2" the smaller, since everyone judges their own strength (R13)."""
    digits = [int(one) for one in re.findall(r"\d{1,6}", text)]
    if not digits:
        if text:
            say(_("how many people “%(text)s” means is not clear, so it is one") % {"text": text[:40]})
        return None
    if min(digits) > largest:
        say(_("at most %(largest)d people at a time can be written down, so it is that") % {"largest": largest})
    return min(*digits, largest)


def age_band(text: str, say: Say) -> str:
    """From an age, a year or day of birth, or a band; only the band is kept."""
    if not text:
        return ""
    plain = text.replace("–", "-").replace("—", "-").replace(" ", "")
    if plain in AgeBand.values:
        return plain
    age = _age(text)
    if age is None or age > 110:
        say(_("the age “%(text)s” could not be read, so it is left unsaid") % {"text": text[:40]})
        return ""
    if age < YOUNGEST:
        say(_("the age is under 18, so it is left unsaid; talk with a guardian first"))
        return ""
    return str(next((band for last, band in BANDS if age <= last), AgeBand.OLD))


def _age(text: str) -> int | None:
    this_year = clock.today().year
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
    if years:
        return this_year - years[0] if EARLIEST - 20 <= years[0] <= this_year else None
    born = DAY.search(text)
    if born:  # a two-digit year of birth
        return (this_year - int(born[3])) % 100
    small = re.findall(r"\d+", text)
    return int(small[0]) if small and len(small[0]) <= 3 else None


# --- days ------------------------------------------------------------------------------------------------------
def past_day(text: str, what: str, say: Say) -> date | None:
    """A day that has come, as written in Finland, by ISO, or as a spreadsheet's own number.

    what   the column in words, for sentences
    """
    if not text or folded(text) in NO_WORDS or text in NO_WORDS:
        return None
    found = _day(text)
    if found is None:
        sentence = _("%(what)s: the day “%(text)s” could not be read. Write it like this: 24.11.2026")
        say(sentence % {"what": what, "text": text[:40]})
        return None
    day, is_whole = found
    if day > clock.today():
        say(_("%(what)s: the day %(day)s is still ahead, so it is left out") % {"what": what, "day": in_words(day)})
        return None
    if not is_whole:
        say(_("%(what)s: “%(text)s” is read as %(day)s") % {"what": what, "text": text, "day": in_words(day)})
    return day


def _day(text: str) -> tuple[date, bool] | None:
    """The day, and whether it was written whole."""
    text = text.strip()
    if iso := ISO.match(text):
        return _made(iso[1], iso[2], iso[3], True)
    if whole := DAY.search(text):
        year = int(whole[3])
        century = 0 if year > 99 else (2000 if 2000 + year <= clock.today().year + 1 else 1900)
        return _made(century + year, whole[2], whole[1], True)
    if short := SHORT_DAY.match(text):
        return _latest(int(short[1]), int(short[2]))
    if month := MONTH.match(text):
        return _made(month[2], month[1], 1, False)
    if re.fullmatch(r"(19|20)\d\d", text):
        return _made(text, 1, 1, False)
    if re.fullmatch(r"[2-6]\d{4}", text):
        return EXCEL_EPOCH + timedelta(days=int(text)), True
    return None


def _made(year, month, day, is_whole: bool) -> tuple[date, bool] | None:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return (made, is_whole) if made.year >= EARLIEST else None


def _latest(day: int, month: int) -> tuple[date, bool] | None:
    """A day without a year is the latest that has come."""
    this_year = clock.today().year
    for year in range(this_year, this_year - 5, -1):
        found = _made(year, month, day, False)
        if found and found[0] <= clock.today():
            return found
    return None


def moment(day: date) -> datetime:
    """Noon in Helsinki on that day, or now when it is today."""
    if day >= clock.today():
        return clock.now()
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.HELSINKI)
