"""Everything that is kept about one person, as one zip made in memory: to read, and to move elsewhere (R38)."""

from rinnalla.privacy.copying.making import copy_of

__all__ = ["copy_of"]
