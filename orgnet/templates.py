"""Templates (范本): what unions write again every year, as a sheet to begin with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from orgnet.audiences import addressed
from orgnet.directives import Directive, Way
from orgnet.documents import DocumentKind, Text
from orgnet.duties import Duty, Thing
from orgnet.evidence import Blank, Evidence, Filling


@dataclass(frozen=True, slots=True)
class Template:
    """The sheet for an occasion that comes again, by its `name`; in its title and body the year is left out."""

    name: str
    text: Text
    evidence: Evidence
    way: Way

    def begun(self, id: str, union: str, year: int) -> Directive:
        """A directive of a union that begins with it, in a year, addressed to all its branch."""
        title, body = (said.format(year=year, next=year + 1) for said in (self.text.title, self.text.body))
        text = replace(self.text, title=title, body=body)
        return Directive(id, id, text, addressed(union), way=self.way, evidence=self.evidence)


def _template(read: Mapping[str, Any]) -> Template:
    duties = tuple(Duty(Thing(each["thing"]), each.get("words")) for each in read.get("duties", ()))
    return Template(
        name=read["name"],
        text=Text(read["title"], read["body"].strip(), DocumentKind(read.get("kind", "notice")), duties=duties),
        evidence=Evidence(blanks=tuple(map(_blank, read.get("blanks", ())))),
        way=Way(read.get("way", "direct")),
    )


def _blank(read: Mapping[str, Any]) -> Blank:
    choices = tuple(read.get("choices", ()))
    return Blank(read["label"], Filling(read["filling"]), read.get("required", True), choices)


TEMPLATES: Mapping[str, Template] = {
    key: _template(read)
    for key, read in tomllib.loads((resources.files("orgnet") / "templates.toml").read_text("utf-8")).items()
}
"""By a key that stays."""
