"""The log is sifted by topics, and every kind of fact has one."""

import re
from pathlib import Path

from orgnet.history import TOPICS

WRITTEN = re.compile(r'\b(?:Fact\(|record\(turn,)\s*"([a-z_ ]+)"')


def test_every_kind_of_fact_that_is_written_by_name_stands_under_a_topic() -> None:
    sources = [path.read_text() for path in (Path(__file__).parents[2] / "graph").glob("*.py")]
    kinds = {kind for source in sources for kind in WRITTEN.findall(source)}
    assert len(kinds) > 30
    assert kinds - {kind for topic in TOPICS.values() for kind in topic} == set()
