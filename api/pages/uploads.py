"""Uploads: a file that a form sends."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.actors import digest_of
from api.files import Chosen, Kept, counted, received, said
from api.pages.readers import Reading
from graph.files import Files
from graph.settings import Settings
from orgnet.attachments import Attachment, titled
from orgnet.errors import Invalid
from orgnet.facts import Ask

PIECE = 1 << 20
"""Bytes that are read at once of what has come."""


class Upload:
    """A file that somebody sends, by a form that was given a number: the same form sent twice adds it once."""

    def __init__(
        self, request: Request, actor: str, nonce: str, file: UploadFile, chosen: Settings, kept: Files
    ) -> None:
        self.name = titled(file.filename or "")
        self._request, self._file, self._chosen, self._kept = request, file, chosen, kept
        self.asked = Ask(actor, f"form:{digest_of(request, f'{nonce} {self.name}'.encode())}")

    async def taken(self) -> tuple[Ask, Attachment]:
        """The file, kept and found to be what its name says; and who asks to add this very one."""
        attachment = await received(_pieces(self._file), self._chosen, self._kept, self.name)
        return Ask(self.asked.actor, self.asked.key, digest_of(self._request, said(attachment))), attachment


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


async def upload(request: Request, reader: Reading, chosen: Chosen, kept: Kept) -> AsyncGenerator[Upload]:
    """The file of a form; raises Invalid where there is none."""
    sent = await _sent(request, chosen)
    try:
        file = sent.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid("no file was chosen; choose one first", field="file")
        yield Upload(request, reader.id, str(sent.get("nonce", "")), file, chosen, kept)
    finally:
        await sent.close()


async def _sent(request: Request, chosen: Settings) -> FormData:
    try:
        return await MultiPartParser(request.headers, counted(request, chosen), max_files=1, max_fields=10).parse()
    except (MultiPartException, KeyError) as wrong:
        raise Invalid("this form is not one of ours; go back to the page and try again", field="file") from wrong


Uploaded = Annotated[Upload, Depends(upload)]
