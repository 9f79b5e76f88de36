"""The demo union: made-up people with a past of fourteen months, made by the product's own moves.

Each life is told as a generator that does something and yields the moment at which it goes on; `timeline` tells all of
them together in the order of time, with the clock of the house turned to each moment. So dates, promises, letters and
the ledger agree with each other as they would in earnest. Nobody here is real: first names only, addresses under
example.org, and telephone numbers whose part after the area code begins with a zero, which no telephone has.
"""

from rinnalla.config.demo.filling import DAYS_TOLD, fill
from rinnalla.config.demo.signing import sign_ins

__all__ = ["DAYS_TOLD", "fill", "sign_ins"]
