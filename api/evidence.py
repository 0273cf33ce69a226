"""Evidence: what a document wants told when it is done."""

from typing import Annotated

from pydantic import Field, StrictBool

from api.models import Strict
from orgnet.evidence import LABEL_LENGTH, MOST_BLANKS, MOST_CHOICES, Blank, Evidence, Filling

Label = Annotated[str, Field(min_length=1, max_length=LABEL_LENGTH)]


class BlankIn(Strict):
    """A blank of the reply form; sums are kept of counts, of amounts, and of what is answered with yes."""

    label: Label = Field(examples=["走访户数"])
    filling: Filling = Filling.COUNT
    required: StrictBool = True
    choices: list[Label] = Field(default_factory=list, max_length=MOST_CHOICES, description="of a choice")

    @classmethod
    def of(cls, blank: Blank) -> "BlankIn":
        """From the domain."""
        return cls(label=blank.label, filling=blank.filling, required=blank.required, choices=list(blank.choices))

    def blank(self) -> Blank:
        """As the domain has it."""
        return Blank(self.label, self.filling, self.required, tuple(self.choices))


class EvidenceIn(Strict):
    """What is wanted of whoever reports it done: a note, a file, the blanks of a form filled in."""

    note: StrictBool = False
    files: StrictBool = False
    blanks: list[BlankIn] = Field(default_factory=list[BlankIn], max_length=MOST_BLANKS)

    @classmethod
    def of(cls, evidence: Evidence) -> "EvidenceIn":
        """From the domain."""
        return cls(note=evidence.note, files=evidence.files, blanks=[BlankIn.of(blank) for blank in evidence.blanks])

    def evidence(self) -> Evidence:
        """As the domain has it."""
        return Evidence(self.note, self.files, tuple(blank.blank() for blank in self.blanks))
