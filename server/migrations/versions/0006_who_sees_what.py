"""What a worker's own word leads to, who has ever belonged to a household, and what phones have been told.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Add the columns, the table and the indexes, and fill in what can be known of the past."""
    op.add_column("case", sa.Column("self_assigned", sa.Boolean()))
    op.add_column("person", sa.Column("household_by", ID))
    _index("ix_case_deleted", "case", ["office_id", "id"], "deleted IS 1", "deleted IS true")
    _index("ix_change_late", "change", ["office_id", "record"], "late = 1", "late")
    op.create_table(
        "household_member",
        sa.Column("office_id", ID, primary_key=True),
        sa.Column("household", ID, primary_key=True),
        sa.Column("person", ID, primary_key=True),
    )
    _members()
    # A phone that has never been told anything has no work from before its registration.
    op.execute(
        "UPDATE device SET told_seq = (SELECT office.seq FROM office WHERE office.id = device.office_id)"
        " WHERE told_seq = 0"
    )


def downgrade() -> None:
    """Take away what was added."""
    op.drop_table("household_member")
    op.drop_index("ix_change_late", "change")
    op.drop_index("ix_case_deleted", "case")
    op.drop_column("person", "household_by")
    op.drop_column("case", "self_assigned")


def _index(name: str, table: str, columns: list[str], sqlite: str, postgresql: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql))


def _members() -> None:
    """Who belongs to a household, by the persons; and who did, by the values that changes replaced."""
    connection = op.get_bind()
    found = {tuple(row) for row in connection.execute(sa.text("SELECT office_id, household, id FROM person"))}
    replaced = sa.text(
        "SELECT office_id, record, before FROM change WHERE kind = 'person' AND before LIKE '%household%'"
    )
    for office, person, before in connection.execute(replaced):
        found.add((office, json.loads(before).get("household"), person))
    rows = [{"office": office, "household": home, "person": person} for office, home, person in found if home]
    if rows:
        insert = "INSERT INTO household_member (office_id, household, person) VALUES (:office, :household, :person)"
        connection.execute(sa.text(insert), rows)
