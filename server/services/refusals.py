"""Why a change was refused, as it is kept beside what is held."""

from __future__ import annotations

import json

from sync.changes import FieldError, Result


def write_refusal(result: Result) -> str:
    """The code of a refusal and what is wrong with which field, as JSON of ASCII: a phone may have named a field in
    letters that PostgreSQL does not keep.
    """
    return json.dumps({"code": result.code, "errors": [[error.field, error.code] for error in result.errors]})


def read_refusal(change: str, refusal: str) -> Result:
    """The refusal of a change, as it was written."""
    kept = json.loads(refusal)
    errors = tuple(FieldError(field, code) for field, code in kept["errors"])
    return Result(change, "rejected", code=kept["code"], errors=errors)
