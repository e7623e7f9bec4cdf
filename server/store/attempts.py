"""Places for attempts that are bounded: taken before it is known what becomes of them, and given back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, delete, literal, or_, select, update

from server.models.attempt import Attempts
from server.store.statements import insertion_into


@dataclass(frozen=True, slots=True)
class Bucket:
    """Attempts that are counted together. ``most`` may take a place within ``lasts``, from the first of them on."""

    name: str
    most: int
    lasts: dt.timedelta


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that was taken, good until ``ends_at``."""

    bucket: str
    ends_at: dt.datetime


class AttemptStore:
    """The attempts of all offices."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def full_until(self, buckets: Sequence[Bucket], now: dt.datetime) -> dt.datetime | None:
        """When all of these will have room again; ``None`` where they have it now. Writes nothing."""
        full = or_(*(and_(Attempts.bucket == bucket.name, Attempts.taken >= bucket.most) for bucket in buckets))
        ends = self.connection.scalars(select(Attempts.ends_at).where(full, Attempts.ends_at > now)).all()
        return max(ends, default=None)

    def take(self, buckets: Sequence[Bucket], now: dt.datetime) -> list[PlaceRow] | None:
        """Take a place in each; ``None`` where one of them is full, and then the transaction must be rolled back.

        One statement for each bucket counts and compares, so that two attempts never both get the last place.
        """
        taken = []
        # In one order, lest two processes wait for each other.
        for bucket in sorted(buckets, key=lambda each: each.name):
            place = self._take(bucket, now)
            if place is None:
                return None
            taken.append(place)
        return taken

    def drop_ended(self, now: dt.datetime, *, most: int | None = None) -> int:
        """Forget attempts that count for nothing any more, at most ``most`` rows of them. Returns how many rows."""
        # What another process has in hand is left to the next time.
        ended = select(Attempts.bucket).where(Attempts.ends_at <= now).limit(most).with_for_update(skip_locked=True)
        return self.connection.execute(delete(Attempts).where(Attempts.bucket.in_(ended))).rowcount

    def give_back(self, places: Sequence[PlaceRow]) -> None:
        """Give places back, unless what they counted for has ended."""
        for place in sorted(places, key=lambda each: each.bucket):
            same = and_(Attempts.bucket == place.bucket, Attempts.ends_at == place.ends_at, Attempts.taken > 0)
            self.connection.execute(update(Attempts).where(same).values(taken=Attempts.taken - 1))

    def _take(self, bucket: Bucket, now: dt.datetime) -> PlaceRow | None:
        ends_at = literal(now + bucket.lasts, Attempts.ends_at.type)
        ended = Attempts.ends_at <= now
        statement = (
            insertion_into(Attempts, self.connection)
            .values(bucket=bucket.name, taken=1, ends_at=ends_at)
            .on_conflict_do_update(
                index_elements=[Attempts.bucket],
                set_={
                    "taken": case((ended, 1), else_=Attempts.taken + 1),
                    "ends_at": case((ended, ends_at), else_=Attempts.ends_at),
                },
                where=or_(ended, Attempts.taken < bucket.most),
            )
            .returning(Attempts.ends_at)
        )
        row = self.connection.execute(statement).first()
        return None if row is None else PlaceRow(bucket.name, row.ends_at)
