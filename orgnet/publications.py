"""Publications: what everybody sees of how far a public document has got, as its issuer chooses."""

from orgnet.directives import Directive, State
from orgnet.documents import Access
from orgnet.errors import Conflict


def may_publish(directive: Directive) -> None:
    """Raises Conflict unless everybody can read a document."""
    if directive.text.access is not Access.PUBLIC:
        raise Conflict("this directive is internal; only of a public one something can be published")
    if directive.issued is None or directive.state is State.WITHDRAWN:
        raise Conflict(f"this directive is {directive.state}, so nobody can read it; there is nothing to publish")
