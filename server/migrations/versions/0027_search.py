"""What is searched at the office has tables of its own, and a session keeps what its user searches for there.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.String(36)

SEARCHED = (
    "appointment", "attachment", "case", "comment", "consent", "household", "agenda_item", "task", "person", "plan",
    "plan_support", "series", "support",
)  # fmt: skip

PAIRS = (
    "string_to_array("
    r"regexp_replace(replace(open || chr(10) || sensitive, '-', ''), '(..?)', chr(1) || office_id || '\1', 'g')"
    r" || regexp_replace(substr(replace(open || chr(10) || sensitive, '-', ''), 2), '(..?)',"
    r" chr(1) || office_id || '\1', 'g'), chr(1))"
)

ENTRY = """
CREATE TABLE search_entry (
    entry INTEGER PRIMARY KEY, office_id VARCHAR(36) NOT NULL, id VARCHAR(36) NOT NULL, UNIQUE (office_id, id)
)
"""
GRAM = """
CREATE VIRTUAL TABLE search_gram USING fts5(
    text, content='', detail='none', tokenize='trigram case_sensitive 1'
)
"""
PIECE = "CREATE VIRTUAL TABLE search_piece USING fts5vocab(search_gram, 'instance')"
ADDED = """
CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
    INSERT INTO search_entry (office_id, id) VALUES (new.office_id, new.id);
    INSERT INTO search_gram (rowid, text)
    SELECT entry, replace(new.open || char(10) || new.sensitive, '-', '') || char(10) || char(10)
    FROM search_entry WHERE office_id = new.office_id AND id = new.id;
END
"""
REMOVED = """
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
    INSERT INTO search_gram (search_gram, rowid, text)
    SELECT 'delete', entry, replace(old.open || char(10) || old.sensitive, '-', '') || char(10) || char(10)
    FROM search_entry WHERE office_id = old.office_id AND id = old.id;
    DELETE FROM search_entry WHERE office_id = old.office_id AND id = old.id;
END
"""
CHANGED = """
CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
    INSERT INTO search_gram (search_gram, rowid, text)
    SELECT 'delete', entry, replace(old.open || char(10) || old.sensitive, '-', '') || char(10) || char(10)
    FROM search_entry WHERE office_id = old.office_id AND id = old.id;
    INSERT INTO search_gram (rowid, text)
    SELECT entry, replace(new.open || char(10) || new.sensitive, '-', '') || char(10) || char(10)
    FROM search_entry WHERE office_id = old.office_id AND id = old.id;
    UPDATE search_entry SET office_id = new.office_id, id = new.id WHERE office_id = old.office_id AND id = old.id;
END
"""
# SQLite's index of what is searched: every three letters of a text, without its hyphens and with two line ends behind
# it, so that its last letters begin three as well. It takes the caller's word for what it is to forget, and is damaged
# by a wrong one: so nobody but the triggers writes there, whoever writes the texts.
SQLITE = (ENTRY, GRAM, PIECE, ADDED, REMOVED, CHANGED)

DUE = "INSERT INTO search_due (office_id, id) SELECT office_id, id FROM record WHERE kind IN :kinds"


def upgrade() -> None:
    """Every record is due: its texts are taken over by the jobs and by searches, a little at a time, since folding all
    of an office takes minutes.
    """
    text = op.create_table(
        "search_text",
        *(sa.Column(name, ID, nullable=False) for name in ("office_id", "id")),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", ID, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("day", "open", "sensitive")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_search_text")),
    )
    op.create_index(op.f("ix_search_text_office_id_weight_day_id"), "search_text", ["office_id", "weight", "day", "id"])
    op.create_index(op.f("ix_search_text_office_id_scope"), "search_text", ["office_id", "scope"])
    op.create_table(
        "search_due",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_search_due")),
    )
    op.create_table(
        "search_state",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_search_state")),
    )
    op.add_column("sign_in", sa.Column("search_words", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
    else:
        op.create_index("ix_search_text_pairs", text.name, [sa.text(PAIRS)], postgresql_using="gin")
    op.execute(sa.text(DUE).bindparams(sa.bindparam("kinds", SEARCHED, expanding=True)))


def downgrade() -> None:
    """All of it goes: it follows from the records."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("search_text_added", "search_text_removed", "search_text_changed"):
            op.execute(f"DROP TRIGGER {trigger}")
        for table in ("search_piece", "search_gram", "search_entry"):
            op.execute(f"DROP TABLE {table}")
    op.drop_column("sign_in", "search_words")
    for table in ("search_state", "search_due", "search_text"):
        op.drop_table(table)
