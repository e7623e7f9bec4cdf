"""In whose charge cases are, as conditions of a query over cases."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select

from server.models.case import Assignment, Case
from server.models.user import User
from server.store.tenant import Tenant


def in_charge(tenant: Tenant, worker: str | None, *, unassigned: bool = False) -> list[ColumnElement[bool]]:
    """That a case is in the charge of ``worker``, if one is named; or, with ``unassigned``, in nobody's."""
    if unassigned:
        return [Case.id.not_in(_held(tenant))]
    return [] if worker is None else [Case.id.in_(_held(tenant).where(Assignment.user_id == worker))]


def with_leavers(tenant: Tenant) -> ColumnElement[bool]:
    """That a case is in the charge of somebody whose account is out of use."""
    leavers = tenant.select(User, User.id).where(User.active.is_not(True))
    return Case.id.in_(_held(tenant).where(Assignment.user_id.in_(leavers)))


def _held(tenant: Tenant) -> Select[str]:
    """The cases that are in anybody's charge now, once for each of these."""
    return tenant.select(Assignment, Assignment.case_id).where(Assignment.until.is_(None))
