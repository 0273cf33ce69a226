"""The seven levels of the organisation."""

from enum import StrEnum


class Level(StrEnum):
    """From the nation (highest) down to the grassroots."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COUNTY = "county"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    GRASSROOTS = "grassroots"

    @property
    def depth(self) -> int:
        """1 for national to 7 for grassroots; also the level's digit in a census cell."""
        return DEPTHS[self]


DEPTHS = {level: depth for depth, level in enumerate(Level, start=1)}
