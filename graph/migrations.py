"""The schema, by numbered migrations recorded in the graph.

Every statement may run twice, so two processes that migrate at once do no harm; a migration is recorded
when all its statements have run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from graph import dialect
from graph.db import Database, Transaction, rows, run
from graph.dialect import DIRECTIVES, UNIONS, TextIndex


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: schema statements, then a data statement; each safe to run twice."""

    number: int
    name: str
    schema: Sequence[LiteralString]
    data: LiteralString = "RETURN 1"
    text_index: TextIndex | None = None


MIGRATIONS = (
    Migration(
        1,
        "unions, people, directives, tallies and the log",
        (
            "CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (n:Migration) REQUIRE n.number IS UNIQUE",
            "CREATE CONSTRAINT log_id IF NOT EXISTS FOR (n:Log) REQUIRE n.id IS UNIQUE",
            # That these two are unique is kept by whoever writes (graph/codes.py); declared, it does no harm.
            "CREATE INDEX union_id IF NOT EXISTS FOR (n:Union) ON (n.id)",
            "CREATE INDEX union_code IF NOT EXISTS FOR (n:Union) ON (n.code)",
            "CREATE INDEX union_credit_code IF NOT EXISTS FOR (n:Union) ON (n.credit_code)",
            "CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE",
            "CREATE CONSTRAINT person_username IF NOT EXISTS FOR (n:Person) REQUIRE n.username IS UNIQUE",
            "CREATE CONSTRAINT session_hash IF NOT EXISTS FOR (n:Session) REQUIRE n.hash IS UNIQUE",
            "CREATE CONSTRAINT directive_id IF NOT EXISTS FOR (n:Directive) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX directive_issuer IF NOT EXISTS FOR (n:Directive) ON (n.issuer, n.id)",
            "CREATE CONSTRAINT series_key IF NOT EXISTS FOR (n:Series) REQUIRE n.key IS UNIQUE",
            "CREATE CONSTRAINT receipt_key IF NOT EXISTS FOR (n:Receipt) REQUIRE n.key IS UNIQUE",
            "CREATE CONSTRAINT tally_key IF NOT EXISTS FOR (n:Tally) REQUIRE n.key IS UNIQUE",
            "CREATE CONSTRAINT census_key IF NOT EXISTS FOR (n:Census) REQUIRE n.key IS UNIQUE",
            "CREATE INDEX census_row IF NOT EXISTS FOR (n:Census) ON (n.row, n.until)",
            # A number just taken from a counter is not declared unique: an optimistic engine would report
            # the duplicate as final before it notices the conflict that heals it.
            "CREATE INDEX fact_seq IF NOT EXISTS FOR (n:Fact) ON (n.seq)",
            "CREATE INDEX fact_request IF NOT EXISTS FOR (n:Fact) ON (n.request)",
            "CREATE INDEX fact_subject IF NOT EXISTS FOR (n:Fact) ON (n.subject)",
            "CREATE INDEX fact_union IF NOT EXISTS FOR (n:Fact) ON (n.union)",
        ),
        "MERGE (l:Log {id: 'log'}) ON CREATE SET l.seq = 0",
        text_index=UNIONS,
    ),
    Migration(
        2,
        "invitations, and attempts to sign in",
        (
            "CREATE CONSTRAINT attempts_key IF NOT EXISTS FOR (n:Attempts) REQUIRE n.key IS UNIQUE",
            "CREATE CONSTRAINT invitation_id IF NOT EXISTS FOR (n:Invitation) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX invitation_hash IF NOT EXISTS FOR (n:Invitation) ON (n.hash)",
        ),
    ),
    Migration(
        3,
        "imports, codes of older systems, and names in doubt",
        (
            "CREATE CONSTRAINT import_id IF NOT EXISTS FOR (n:Import) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX import_digest IF NOT EXISTS FOR (n:Import) ON (n.digest)",
            "CREATE CONSTRAINT outside_key IF NOT EXISTS FOR (n:OutsideCode) REQUIRE n.key IS UNIQUE",
            "CREATE CONSTRAINT doubt_id IF NOT EXISTS FOR (n:Doubt) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX doubt_key IF NOT EXISTS FOR (n:Doubt) ON (n.key)",
            "CREATE INDEX doubt_decided IF NOT EXISTS FOR (n:Doubt) ON (n.decided)",
        ),
    ),
    Migration(
        4,
        "what is over, and directives by number",
        (
            "CREATE INDEX session_ends IF NOT EXISTS FOR (n:Session) ON (n.ends)",
            "CREATE INDEX attempts_second IF NOT EXISTS FOR (n:Attempts) ON (n.second)",
            "CREATE INDEX invitation_ends IF NOT EXISTS FOR (n:Invitation) ON (n.state, n.ends)",
            "CREATE INDEX directive_number IF NOT EXISTS FOR (n:Directive) ON (n.number)",
        ),
    ),
    Migration(
        5,
        "the log of a branch by shelves",
        (
            "CREATE INDEX fact_provincial_shelf IF NOT EXISTS FOR (n:Fact) ON (n.provincial, n.shelf)",
            "CREATE INDEX fact_municipal_shelf IF NOT EXISTS FOR (n:Fact) ON (n.municipal, n.shelf)",
            "CREATE INDEX fact_county_shelf IF NOT EXISTS FOR (n:Fact) ON (n.county, n.shelf)",
        ),
        "MATCH (f:Fact) WHERE f.shelf IS NULL SET f.shelf = f.seq / 10000",
    ),
    Migration(
        6,
        "directives that expire or are tied to others, and series by union",
        (
            "CREATE INDEX directive_expiry IF NOT EXISTS FOR (n:Directive) ON (n.state, n.expires)",
            "CREATE INDEX directive_former IF NOT EXISTS FOR (n:Directive) ON (n.former)",
            "CREATE INDEX series_union IF NOT EXISTS FOR (n:Series) ON (n.union)",
        ),
        """
        MATCH (s:Series) WHERE s.union IS NULL
        WITH s, split(s.key, '|') AS parts
        SET s.union = parts[0], s.organ = parts[1], s.year = toInteger(parts[2])
        """,
    ),
    Migration(
        7,
        "attachments, and the folder of their files",
        (
            "CREATE CONSTRAINT attachment_id IF NOT EXISTS FOR (n:Attachment) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX attachment_digest IF NOT EXISTS FOR (n:Attachment) ON (n.digest)",
            "CREATE CONSTRAINT folder_id IF NOT EXISTS FOR (n:Folder) REQUIRE n.id IS UNIQUE",
        ),
    ),
    Migration(
        8,
        "what was passed on where",
        (
            "CREATE INDEX directive_passes IF NOT EXISTS FOR (n:Directive) ON (n.passes)",
            "CREATE INDEX directive_way IF NOT EXISTS FOR (n:Directive) ON (n.way, n.state)",
        ),
    ),
    Migration(
        9,
        "directives by month, by the parts of their numbers and by their words",
        (
            "CREATE INDEX directive_month IF NOT EXISTS FOR (n:Directive) ON (n.month)",
            "CREATE INDEX directive_issuer_month IF NOT EXISTS FOR (n:Directive) ON (n.issuer, n.month)",
            "CREATE INDEX directive_root_month IF NOT EXISTS FOR (n:Directive) ON (n.root, n.month)",
            "CREATE INDEX directive_access_month IF NOT EXISTS FOR (n:Directive) ON (n.access, n.month)",
            "CREATE INDEX directive_organ_month IF NOT EXISTS FOR (n:Directive) ON (n.organ, n.month)",
            "CREATE INDEX directive_sequence IF NOT EXISTS FOR (n:Directive) ON (n.sequence)",
        ),
        """
        MATCH (d:Directive) WHERE d.dated IS NULL
        WITH d, split(replace(coalesce(d.number, ''), '号', ''), '〕') AS parts, toString(d.issued) AS issued
        SET d.dated = CASE WHEN issued IS NULL THEN '~' + d.id ELSE issued + ' ' + d.id END,
            d.month = CASE WHEN issued IS NULL THEN 'draft' ELSE substring(issued, 0, 7) END,
            d.organ = CASE WHEN d.number IS NULL THEN null ELSE split(d.number, '〔')[0] END,
            d.sequence = CASE WHEN d.number IS NULL THEN null ELSE toInteger(parts[1]) END
        """,
        text_index=DIRECTIVES,
    ),
    Migration(
        10,
        "requests by their unions, and questions by their directives",
        (
            "CREATE CONSTRAINT request_id IF NOT EXISTS FOR (n:Request) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX request_union IF NOT EXISTS FOR (n:Request) ON (n.union)",
            "CREATE INDEX request_addressee IF NOT EXISTS FOR (n:Request) ON (n.addressee, n.stage)",
            "CREATE INDEX request_copied IF NOT EXISTS FOR (n:Request) ON (n.copied)",
            "CREATE CONSTRAINT question_id IF NOT EXISTS FOR (n:Question) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX question_key IF NOT EXISTS FOR (n:Question) ON (n.key)",
            "CREATE INDEX question_directive IF NOT EXISTS FOR (n:Question) ON (n.directive)",
        ),
    ),
    Migration(
        11,
        "extensions, files by the receipts they belong to, groups, reminders, the clock, messages, tasks and origins",
        (
            "CREATE CONSTRAINT channel_id IF NOT EXISTS FOR (n:Channel) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX channel_person IF NOT EXISTS FOR (n:Channel) ON (n.person)",
            "CREATE CONSTRAINT channel_default IF NOT EXISTS FOR (n:ChannelDefault) REQUIRE n.union IS UNIQUE",
            "CREATE CONSTRAINT post_id IF NOT EXISTS FOR (n:Post) REQUIRE n.id IS UNIQUE",
            "CREATE CONSTRAINT errand_id IF NOT EXISTS FOR (n:Errand) REQUIRE n.id IS UNIQUE",
            "CREATE CONSTRAINT message_key IF NOT EXISTS FOR (n:Message) REQUIRE n.key IS UNIQUE",
            "CREATE INDEX message_state IF NOT EXISTS FOR (n:Message) ON (n.state)",
            "CREATE INDEX message_slot IF NOT EXISTS FOR (n:Message) ON (n.slot)",
            "CREATE INDEX message_person IF NOT EXISTS FOR (n:Message) ON (n.person)",
            "CREATE INDEX directive_origin IF NOT EXISTS FOR (n:Directive) ON (n.origin)",
            "CREATE CONSTRAINT part_key IF NOT EXISTS FOR (n:Part) REQUIRE n.key IS UNIQUE",
            "CREATE INDEX part_cascade IF NOT EXISTS FOR (n:Part) ON (n.cascade)",
            "CREATE INDEX part_union IF NOT EXISTS FOR (n:Part) ON (n.union)",
            "CREATE CONSTRAINT reminder_key IF NOT EXISTS FOR (n:Reminder) REQUIRE n.key IS UNIQUE",
            "CREATE INDEX reminder_cascade IF NOT EXISTS FOR (n:Reminder) ON (n.cascade)",
            "CREATE CONSTRAINT alarm_id IF NOT EXISTS FOR (n:Alarm) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX alarm_cascade IF NOT EXISTS FOR (n:Alarm) ON (n.cascade)",
            "CREATE INDEX escalation_union IF NOT EXISTS FOR (n:Escalation) ON (n.union)",
            "CREATE INDEX escalation_cascade IF NOT EXISTS FOR (n:Escalation) ON (n.cascade)",
            "CREATE CONSTRAINT escalation_key IF NOT EXISTS FOR (n:Escalation) REQUIRE n.key IS UNIQUE",
            "CREATE CONSTRAINT group_id IF NOT EXISTS FOR (n:Group) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX group_union IF NOT EXISTS FOR (n:Group) ON (n.union)",
            "CREATE CONSTRAINT extension_key IF NOT EXISTS FOR (n:Extension) REQUIRE n.key IS UNIQUE",
            "CREATE INDEX extension_document IF NOT EXISTS FOR (n:Extension) ON (n.document, n.state)",
            "CREATE INDEX attachment_receipt IF NOT EXISTS FOR (n:Attachment) ON (n.receipt)",
        ),
    ),
    Migration(
        12,
        "a document asks for several things, each with a day of its own",
        (),
        """
        MATCH (d:Directive) WHERE d.duty IS NOT NULL
        SET d.duties = '[["' + d.duty + '",null,'
            + coalesce('"' + coalesce(d.due, d.deadline) + '"', 'null') + ',"' + d.duty + '.0"]]'
        REMOVE d.duty, d.deadline
        """,
    ),
    Migration(
        13,
        "an alarm says what it is about",
        (),
        """
        MATCH (a:Alarm), (d:Directive {id: a.cascade}) WHERE a.milestone IS NULL
        SET a.milestone = CASE WHEN d.duties CONTAINS '"do.0"' THEN 'done' ELSE 'signed' END
        """,
    ),
    Migration(
        14,
        "passkeys, and what their devices are asked",
        (
            "CREATE CONSTRAINT passkey_id IF NOT EXISTS FOR (n:Passkey) REQUIRE n.id IS UNIQUE",
            "CREATE CONSTRAINT challenge_hash IF NOT EXISTS FOR (n:Challenge) REQUIRE n.hash IS UNIQUE",
            "CREATE INDEX challenge_ends IF NOT EXISTS FOR (n:Challenge) ON (n.ends)",
        ),
    ),
    Migration(
        15,
        "people by name and telephone, and brands",
        (
            "CREATE CONSTRAINT brand_union IF NOT EXISTS FOR (n:Brand) REQUIRE n.union IS UNIQUE",
            "CREATE INDEX person_name IF NOT EXISTS FOR (n:Person) ON (n.name)",
            "CREATE INDEX person_mobile IF NOT EXISTS FOR (n:Person) ON (n.mobile)",
        ),
    ),
    Migration(
        16,
        "contacts with those who have not, and whom to ask again",
        (
            "CREATE CONSTRAINT contact_id IF NOT EXISTS FOR (n:Contact) REQUIRE n.id IS UNIQUE",
            "CREATE INDEX contact_key IF NOT EXISTS FOR (n:Contact) ON (n.key)",
            "CREATE INDEX contact_cascade IF NOT EXISTS FOR (n:Contact) ON (n.cascade)",
            "CREATE INDEX contact_waiting IF NOT EXISTS FOR (n:Contact) ON (n.waiting)",
        ),
    ),
)


async def migrate(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the schema up to date."""
    await database.schema(MIGRATIONS[0].schema[0])
    done = set(await database.read(applied))
    for migration in migrations:
        if migration.number not in done:
            await _apply(database, migration)


async def applied(tx: Transaction) -> list[int]:
    """The numbers of the migrations that are recorded."""
    found = await rows(tx, "MATCH (m:Migration) RETURN m.number AS number ORDER BY number")
    return [record["number"] for record in found]


async def _apply(database: Database, migration: Migration) -> None:
    for statement in migration.schema:
        await database.schema(statement)
    if migration.text_index:
        await dialect.create_text_index(database.driver, database.bolt, migration.text_index)

    async def note(tx: Transaction) -> None:
        await run(tx, migration.data)
        await run(
            tx,
            "MERGE (m:Migration {number: $number}) ON CREATE SET m.name = $name, m.at = $at",
            number=migration.number,
            name=migration.name,
            at=datetime.now(UTC),
        )

    await database.write(note)
