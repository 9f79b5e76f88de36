"""A row that moves by named steps: one table of steps, one guarded update, so that two hands cannot both win."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from rinnalla.base.errors import Overtaken, RuleBroken


class Stepping(models.Model):
    """Abstract. The model has a `stage` field and `STEPS`, stage → stages it may move to."""

    STEPS: dict[str, set[str]] = {}

    class Meta:
        abstract = True

    def may_become(self, stage: str) -> bool:
        return stage in self.STEPS.get(self.stage, ())  # type: ignore[attr-defined]

    def _step(self, to: str, **facts: Any) -> None:
        """Move to `to` and write `facts` with it, only if nobody moved the row meanwhile.

        Raises   RuleBroken when the table of steps does not lead there; Overtaken when someone was faster
        """
        if not self.may_become(to):
            raise RuleBroken(_("This has already moved on. Open the page again to see where it stands."))
        self._guarded(stage=to, **facts)

    def _guarded(self, **facts: Any) -> None:
        """Write `facts` if the row still stands where this copy of it does."""
        same = type(self)._default_manager.filter(pk=self.pk, stage=self.stage)  # type: ignore[attr-defined, misc]
        if not same.update(**facts):
            raise Overtaken(_("Someone changed this just now. Open the page again to see where it stands."))
        self.refresh_from_db()
