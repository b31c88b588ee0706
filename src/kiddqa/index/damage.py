"""An index that is not as it was written, as an error that another generation can stand in for."""

from kiddqa.errors import IndexError_


class DamagedIndexError(IndexError_):
    """A part of an index is missing, altered, unreadable or out of step with the others."""

    def __init__(self, damage: str, remedy: str = "kiddqa index") -> None:
        """Say what is damaged and how, in a clause that a remedy can follow, and what to type."""
        super().__init__(f"{damage}; type: {remedy}")
        self.damage = damage
