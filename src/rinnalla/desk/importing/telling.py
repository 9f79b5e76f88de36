"""What would happen and what happened, in sentences; the same for the page and for the command line."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rinnalla.desk.importing import planning
from rinnalla.desk.importing.headings import Table
from rinnalla.desk.importing.planning import Step
from rinnalla.desk.importing.rows import Line


def row(line: Line, with_file: bool) -> str:
    words = _("Row %(number)d") % {"number": line.number}
    return f"{line.where}, {words}" if with_file else words


def sentence(step: Step) -> str:
    """What happens to this row, and what to look at."""
    who = f"{name(step)}. " if step.line.name else ""
    return who + " · ".join(part for part in (what(step), notes(step)) if part)


def name(step: Step) -> str:
    """The whole name, and what a peer will read at the introduction."""
    line = step.line
    if step.outcome != planning.NEW or line.name == line.called:
        return line.name
    return _("%(name)s, called %(called)s") % {"name": line.name, "called": line.called}


def what(step: Step) -> str:
    if step.outcome == planning.NEW:
        return step.line.what
    if step.outcome == planning.KNOWN:
        return _("Known already")
    return _("Left out")


def notes(step: Step) -> str:
    """Each from a capital letter, parted by full stops."""
    told = [step.line.stops, *(step.line.notes if step.outcome in (planning.NEW, planning.OUT) else ())]
    return " ".join(_as_sentence(one) for one in told if one)


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "…")) else ".")


def about_tables(tables: list[Table]) -> list[str]:
    """What was recognised in each list, and which columns stay out."""
    says = []
    for table in tables:
        is_of = _("peer supporters") if table.kind == "supporters" else _("requests")
        says.append(
            _("%(name)s: %(what)s. Columns taken: %(columns)s")
            % {"name": table.name, "what": is_of, "columns": ", ".join(table.columns)}
        )
        if table.left_out:
            says.append(_("Columns left out: %(columns)s") % {"columns": ", ".join(table.left_out)})
    return says


def promised(counts: dict[str, int]) -> str:
    """Before: how many would come in."""
    parts = [_supporters(counts["supporters"]), _asks(counts["asks"])]
    coming = ", ".join(part for part in parts if part) or _("nobody")
    words = [_("Would come in: %(coming)s.") % {"coming": coming}]
    return " ".join([*words, *_others(counts)])


def done(counts: dict[str, int]) -> str:
    """Afterwards: how many came."""
    parts = [_supporters(counts["supporters"]), _asks(counts["asks"])]
    came = ", ".join(part for part in parts if part) or _("nobody")
    return " ".join([_("Brought in: %(came)s.") % {"came": came}, *_others(counts)])


def _supporters(count: int) -> str:
    return ngettext("%(count)d peer supporter", "%(count)d peer supporters", count) % {"count": count} if count else ""


def _asks(count: int) -> str:
    return ngettext("%(count)d request", "%(count)d requests", count) % {"count": count} if count else ""


def _others(counts: dict[str, int]) -> list[str]:
    told = (
        (_("Known already: %(count)d."), counts[planning.KNOWN]),
        (_("Twice in the file: %(count)d."), counts[planning.TWICE]),
        (_("Left out: %(count)d."), counts[planning.OUT]),
    )
    return [words % {"count": count} for words, count in told if count]


def papers() -> str:
    """What whoever confirms answers for (R14, R37)."""
    return _(
        "By confirming you say that each person has given their consent on paper, and that the papers of the consents "
        "and of the secrecy pledges are with the association."
    )
