"""The certificate: an accessible PDF in the holder's language, with a square code that leads to its check (R9).

The name stands in the paper alone; the page behind the code tells only whether the certificate holds. WeasyPrint is an
optional part (docs/adr/0009): without it, the page that the browser prints says the same.
"""

import io
from dataclasses import dataclass
from pathlib import Path

import segno
from django.template.loader import render_to_string
from django.utils import translation

from rinnalla.associations.models import Union
from rinnalla.base.codes import grouped
from rinnalla.training.models import Qualification

STYLE = Path(__file__).parent / "static" / "training" / "certificate.css"


@dataclass(frozen=True)
class Paper:
    """What stands on the certificate; lines are the contents of the course, one a line."""

    language: str
    name: str
    course: str
    lines: list[str]
    hours: int
    qualification: Qualification
    union: str
    code: str
    address: str
    square: str


def paper(qualification: Qualification, *, name: str, language: str, address: str) -> Paper:
    """The certificate's contents.

    name      the holder's, opened by the caller
    language  fi, sv or en
    address   where anyone can check the certificate
    """
    course, union = qualification.course, Union.get()
    return Paper(
        language=language,
        name=name,
        course=course.name_in(language),
        lines=[line for line in course.curriculum_in(language).splitlines() if line.strip()],
        hours=course.hours,
        qualification=qualification,
        union=union.name_in(language) if union else "",
        code=grouped(qualification.code),
        address=address,
        square=segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    )


def is_possible() -> bool:
    """WeasyPrint and the libraries it stands on are on this machine."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def pdf(what: Paper) -> bytes:
    """The certificate as PDF/UA-1: tagged, with its language and title. Nothing is fetched from anywhere."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    with translation.override(what.language):
        page = render_to_string("training/certificate.html", {"paper": what})
    result = io.BytesIO()
    html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    html.write_pdf(result, stylesheets=[CSS(string=STYLE.read_text())], pdf_variant="pdf/ua-1")
    return result.getvalue()
