"""The organisation forms a union can have."""

from enum import StrEnum


class Kind(StrEnum):
    """The forms found in live registers of unions; industrial unions beside the territorial ones."""

    FEDERATION = "federation"
    INDUSTRIAL = "industrial"
    INDUSTRY_FEDERATION = "industry_federation"
    AREA_FEDERATION = "area_federation"
    TOWNSHIP_UNION = "township_union"
    PARK = "park"
    GROUP = "group"
    SYSTEM = "system"
    SINGLE = "single"
    JOINT = "joint"
    WORKING_COMMITTEE = "working_committee"
    OFFICE = "office"
    BRANCH = "branch"
    SECTION = "section"

    @property
    def letter(self) -> str:
        """The form's letter in a census cell."""
        return LETTERS[self]


LETTERS = dict(zip(Kind, "abcdefghijklmn", strict=True))
