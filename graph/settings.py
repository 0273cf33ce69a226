"""Settings, from environment variables that begin with ORGNET_."""

import shlex
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.hashing import MEMORY


class Settings(BaseSettings):
    """What an installation decides; anything that makes no sense is refused at the start."""

    model_config = SettingsConfigDict(env_prefix="ORGNET_", extra="ignore")

    data: Path = Field(
        default_factory=lambda: user_data_path("orgnet"), description="folder of the embedded database and of files"
    )
    memory: Annotated[int, Field(ge=256)] = Field(2048, description="megabytes of heap for the embedded database")
    graph_uri: Annotated[str | None, Field(pattern=r"^(bolt|neo4j)(\+s|\+ssc)?://")] = Field(
        None, description="a Bolt server to use instead, such as neo4j://host:7687"
    )
    graph_user: str = Field("neo4j", description="user at that server")
    graph_password: SecretStr | None = Field(None, description="password at that server")
    graph_password_file: Path | None = Field(None, description="a file with that password")
    graph_database: str = Field("neo4j", description="database at that server")
    graph_http: str | None = Field(None, description="HTTP address of that server, if it is an ArcadeDB")
    timezone: str = Field("Asia/Shanghai", description="the time zone in which days begin and end")
    password_memory: Annotated[int, Field(ge=64)] = Field(
        MEMORY, description="kibibytes that one check of a password takes; less makes passwords easier to guess"
    )
    attachment_size: Annotated[int, Field(ge=1)] = Field(50, description="megabytes that one attachment may have")
    attachments: Annotated[int, Field(ge=0, le=100)] = Field(20, description="attachments that one directive may have")
    reminder_interval: Annotated[int, Field(ge=1, le=90)] = Field(
        3, description="days before the same unions can be reminded of the same document again"
    )
    scanner: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="a command that looks for viruses in the file named after it: 0 clean, 1 infected"
    )
    scanner_patience: Annotated[float, Field(gt=0)] = Field(60.0, description="seconds that it gets for one file")
    mail: SecretStr | None = Field(
        None, description="a mail server as Apprise names it, such as mailtos://user:password@host:465?from=a@b.cn"
    )
    sms: SecretStr | None = Field(
        None, description="an SMS gateway as Apprise names it, {to} for the number, such as jsons://host/send?:to={to}"
    )
    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts of the inside, with blanks between, to which webhooks may lead"
    )
    address: Annotated[str, Field(pattern=r"^https?://[^\s/]+$")] = Field(
        "http://127.0.0.1:8000", description="where people reach this installation, for links in messages"
    )
    host: str = Field("127.0.0.1", description="address to serve on")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8000, description="port to serve on")

    @field_validator("scanner", "webhook_hosts", mode="before")
    @classmethod
    def _as_a_shell_splits(cls, command: object) -> object:
        return shlex.split(command) if isinstance(command, str) else command

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone; give one such as Asia/Shanghai") from error
        return name

    @model_validator(mode="after")
    def _password_given(self) -> Self:
        if self.graph_uri and not self.graph_password and not self.graph_password_file:
            raise ValueError("ORGNET_GRAPH_URI needs ORGNET_GRAPH_PASSWORD or ORGNET_GRAPH_PASSWORD_FILE beside it")
        return self

    def secret(self) -> str:
        """The password at the server named by `graph_uri`."""
        if self.graph_password_file:
            return self.graph_password_file.read_text().strip()
        return self.graph_password.get_secret_value() if self.graph_password else ""
