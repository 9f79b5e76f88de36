"""Someone who knows every number that is told, and reckons. What they cannot rule out is a world of its own."""

from collections import Counter

import pytest

from rinnalla.reports import hiding
from rinnalla.reports.choices import BOUNDS, HORIZON, NOT, OFFER, PAIR, STILL
from rinnalla.reports.hiding import TOGETHER, Table

LATER = (*BOUNDS, NOT, STILL)
OUTCOMES = [(offer, pair) for offer in LATER for pair in LATER if offer <= pair and (offer, pair) != (NOT, STILL)]


class Adversary:
    """Whole numbers of people with each outcome in each group, which agree with all that is told and with sense:
    nobody is fewer than none, and nobody finds a peer before they have had an offer."""

    def __init__(self, table: Table, groups: dict[str, Counter], ages: dict[str, int] | None = None):
        cp_model = pytest.importorskip("ortools.sat.python.cp_model")
        self.model, self.solver = cp_model.CpModel(), cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.feasible = (cp_model.OPTIMAL, cp_model.FEASIBLE)
        most = sum(table.rows.values())
        self.people = {
            key: {outcome: self.model.new_int_var(0, most, f"{key} {outcome}") for outcome in OUTCOMES}
            for key in groups
        }
        for key, age in (
            ages or {}
        ).items():  # who asked ten days ago has not waited longer, nor waits one from long ago
            for outcome in OUTCOMES:
                if any(age < value < NOT for value in outcome) or (age > HORIZON and STILL in outcome):
                    self.model.add(self.people[key][outcome] == 0)
        everyone = hiding.whole(groups)
        for key, asked in table.rows.items():
            self._knows(table, key, key, asked)
        self._knows(everyone, "", None, everyone.rows[""])

    def members(self, table: Table, key: str | None) -> list[dict]:
        keys = list(self.people) if key is None else table.together if key == TOGETHER else [key]
        return [self.people[one] for one in keys]

    def count(self, members: list[dict], measure: int | None = None, low: int = 0, high: int = STILL):
        within = [outcome for outcome in OUTCOMES if measure is None or low <= outcome[measure] <= high]
        return sum(one[outcome] for one in members for outcome in within)

    def _knows(self, table: Table, key: str, members: str | None, asked: int) -> None:
        those = self.members(table, members)
        self.model.add(self.count(those) == asked)
        for measure in (OFFER, PAIR):
            for number, column in enumerate(table.columns[measure]):
                told = table.told(key, measure, number)
                if told is not None:
                    self.model.add(self.count(those, measure, column.low, column.high) == told)
            if (half := table.halves.get((key, measure))) is not None:
                self.model.add(2 * self.count(those, measure, 0, half) >= asked)
                self.model.add(2 * self.count(those, measure, 0, half - 1) < asked)

    def works_out(self, table: Table, groups: dict[str, Counter]) -> list:
        """Hidden counts for which no other world is left."""
        hidden = {
            cell: (self.count(self.members(table, cell[0]), cell[1], column.low, column.high), table.cells[cell])
            for cell in sorted(table.hidden)
            for column in [table.columns[cell[1]][cell[2]]]
        }
        hidden |= {key: (self.count([self.people[key]]), groups[key].total()) for key in table.together}
        while hidden:
            model, differs = self.model.clone(), []
            for number, (words, count) in enumerate(hidden.values()):
                is_other = model.new_bool_var(f"differs {number}")
                model.add(words != count).only_enforce_if(is_other)
                differs.append(is_other)
            model.add_bool_or(differs)
            if self.solver.solve(model) not in self.feasible:
                break
            hidden = {cell: facts for cell, facts in hidden.items() if self.solver.value(facts[0]) == facts[1]}
        return list(hidden)
