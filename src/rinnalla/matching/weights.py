"""How much each of the nine terms weighs. Our judgement, therefore versioned and shown (docs/adr/0006)."""

from dataclasses import dataclass, fields

from django.conf import settings

FULL = 1000  # a term's most points


@dataclass(frozen=True)
class Weights:
    """Whole numbers that add up to 100, so that a score lies in 0..100 000."""

    version: str
    condition: int = 24
    treatment: int = 12
    situation: int = 12
    needs: int = 16
    stage: int = 10
    times: int = 12
    distance: int = 6
    closeness: int = 4
    load: int = 4

    def __post_init__(self):
        if sum(self.of(name) for name in TERMS) != 100:
            raise ValueError("weights add up to 100")

    def of(self, term: str) -> int:
        return getattr(self, term)

    def score(self, points: dict[str, int]) -> int:
        return sum(self.of(name) * points[name] for name in TERMS)


TERMS = tuple(field.name for field in fields(Weights) if field.name != "version")
VERSIONS = {"1": Weights("1")}


def in_force() -> Weights:
    return VERSIONS[getattr(settings, "MATCHING_WEIGHTS", "1")]
