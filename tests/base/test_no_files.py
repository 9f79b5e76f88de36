"""Nobody gives us files but staff who bring in a list; that one is read in memory, weighed first, and kept nowhere."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, load_handler
from django.db import models
from django.test import RequestFactory
from django.urls import reverse

import rinnalla
from rinnalla.desk.forms.importing import MOST_BYTES, FileForm
from tests import addresses, cast
from tests.village import EVERYONE

PACKAGE = Path(rinnalla.__file__).parent
IMPORT = ("desk/import/", "desk/views/importing.py")


def every_form():
    """Every form of ours, once every module has been read."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "rinnalla."):
        if ".forms" in module.name or module.name.endswith(("_forms", ".views")) or ".views." in module.name:
            importlib.import_module(module.name)
    waiting, found = [forms.BaseForm], set()
    while waiting:
        for form in waiting.pop().__subclasses__():
            if form not in found:
                found.add(form)
                waiting.append(form)
    return sorted((form for form in found if form.__module__.startswith("rinnalla.")), key=lambda form: form.__name__)


def takes_files(form) -> bool:
    fields = [*getattr(form, "base_fields", {}).values()]
    return any(isinstance(field, forms.FileField) or field.widget.needs_multipart_form for field in fields)


def test_the_only_form_that_takes_a_file_is_that_of_the_import():
    known = every_form()
    assert len(known) > 60, "the forms were not found"
    assert [form for form in known if takes_files(form)] == [FileForm]


def test_a_form_made_while_the_page_is_drawn_takes_no_file_either():
    """Where a field of a file is named in the source, whatever the way it gets into a form."""
    named = re.compile(r"\b(File|Image|FilePath)Field\b|\b(Clearable)?FileInput\b")
    told = [path for path in PACKAGE.rglob("*.py") if named.search(path.read_text())]
    assert {str(path.relative_to(PACKAGE)) for path in told} == {"desk/forms/importing.py", "base/forms.py"}


def test_no_page_writes_a_file_field_by_hand():
    by_hand = re.compile(r"type=[\"']?file\b", re.I)
    assert [path for path in PACKAGE.glob("*/templates/**/*.html") if by_hand.search(path.read_text())] == []


def test_only_the_page_of_the_import_reads_what_was_uploaded():
    reads = set()
    for path in PACKAGE.rglob("*.py"):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        if names & {"FILES", "upload_handlers"}:
            reads.add(str(path.relative_to(PACKAGE)))
    only_asks_whether = "vault/away.py"  # to say that a file has to be chosen again
    assert reads == {IMPORT[1], only_asks_whether}


def test_the_import_opens_to_coordinators_alone():
    rows = [row for row in addresses.rows() if row.route == IMPORT[0]]
    assert len(rows) == 1
    for verb in (rows[0].get, rows[0].post):
        assert {who for who, status in zip(EVERYONE, verb, strict=True) if status == 200} == {"kirsti", "maija"}


def test_no_table_keeps_a_file():
    kept = [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField | models.FilePathField)
    ]
    assert kept == []


def test_nothing_uploaded_touches_the_disk():
    """One handler, in memory; a file larger than it takes is let go as it comes. Nothing has a folder to be put in."""
    handlers = [load_handler(name, RequestFactory().post("/")) for name in settings.FILE_UPLOAD_HANDLERS]
    assert [type(handler) for handler in handlers] == [MemoryFileUploadHandler]
    assert MOST_BYTES < settings.FILE_UPLOAD_MAX_MEMORY_SIZE <= 12_000_000
    assert settings.MEDIA_ROOT == ""
    assert isinstance(default_storage, InMemoryStorage) or default_storage.__class__.__name__ == "DefaultStorage"
    assert settings.STORAGES["default"]["BACKEND"].endswith("InMemoryStorage")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "aino", "pekka"])
def test_a_file_sent_to_a_page_that_asks_for_none_is_let_go(who, tmp_path, settings):
    """Whatever a browser sends: the page answers by its words, and the file is nowhere afterwards."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    cast.association()
    person = {"nobody": lambda: None, "aino": cast.aino, "pekka": lambda: cast.pekka().person}[who]()
    client = addresses.signed_in(person)
    page = reverse("my-details") if person else reverse("ask-question", args=["place"])
    for size in (100, 3_000_000):
        file = SimpleUploadedFile("kuva.jpg", b"\xff\xd8" + b"x" * size, content_type="image/jpeg")
        sent = {"called": "Aino", "place": "Jyväskylä", "photo": file}
        assert client.post(page, sent).status_code in (200, 302)
    assert list((tmp_path / "uploads").iterdir()) == []
    assert default_storage.listdir("")[1] == []
