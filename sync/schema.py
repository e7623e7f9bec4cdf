"""The record kinds as JSON Schema: what a record looks like when it is pulled, and what a change of it may say."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields as marshmallow_fields

from sync.changes import MOST_NUMBERED
from sync.fields import (
    MOMENT_PATTERN,
    SET_SIZE,
    Clock,
    Code,
    Count,
    Day,
    Digest,
    Due,
    Elements,
    Flag,
    Id,
    Moment,
    Plain,
)
from sync.kinds import OFFICE_SCOPE, Kind
from sync.plain import PLAIN_PATTERN
from sync.records import KINDS
from sync.refusals import LAID, REJECTIONS, WAITS
from sync.roles import roles_that_may

Description = dict[str, Any]

ID: Final[Description] = {"type": "string", "format": "uuid"}
MOMENT: Final[Description] = {"type": "string", "format": "moment", "pattern": MOMENT_PATTERN}
_PATTERNS: Final[dict[type[marshmallow_fields.Field[Any]], str]] = {
    Clock: r"^([01]\d|2[0-3]):[0-5]\d$",
    Digest: "^[0-9a-f]{64}$",
    Due: r"^(?!0000)\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]|[UML]))?$",
}


def components() -> dict[str, Description]:
    """Every kind's ``…Fields``, ``…Record``, ``…Proposal`` and ``…Change``, and ``Record`` and ``Change`` over all."""
    schemas: dict[str, Description] = {}
    for kind in KINDS.values():
        name = type_name(kind)
        schemas |= {f"{name}Fields": fields_schema(kind), f"{name}Record": record_schema(kind)}
        if is_written_by_phones(kind):
            schemas |= {f"{name}Proposal": proposal_schema(kind), f"{name}Change": change_schema(kind)}
    writable = [kind for kind in KINDS.values() if is_written_by_phones(kind)]
    schemas["Change"] = _one_of("One change.", "Change", writable)
    schemas["Record"] = _one_of("A whole record.", "Record", list(KINDS.values()))
    return schemas


def type_name(kind: Kind) -> str:
    """What a kind is called in the description's names."""
    return kind.name.capitalize()


def is_written_by_phones(kind: Kind) -> bool:
    """Whether anybody may create or edit its records."""
    return kind.creators is not None or kind.editors is not None


def value_schema(declared: marshmallow_fields.Field[Any]) -> Description:
    """A value as it is stored."""
    if isinstance(declared, Elements):
        elements = value_schema(declared.inner)
        return {"type": "array", "items": elements, "maxItems": SET_SIZE, "uniqueItems": True}
    if isinstance(declared, Id):
        named = {} if declared.refers_to is None else {"x-refers-to": declared.refers_to}
        return ID | named
    if isinstance(declared, Plain):
        return {"type": "string", "maxLength": declared.max_length, "pattern": PLAIN_PATTERN}
    if isinstance(declared, Code):
        return {"type": "string", "enum": sorted(declared.codes), "x-code-list": declared.code_list}
    if isinstance(declared, Count):
        return {"type": "integer", "minimum": declared.low, "maximum": declared.high}
    if isinstance(declared, Flag):
        return {"type": "boolean"}
    if isinstance(declared, Moment):
        return MOMENT
    if isinstance(declared, Day):
        return {"type": "string", "format": "date"}
    pattern = next((matching for type_, matching in _PATTERNS.items() if isinstance(declared, type_)), None)
    return {} if pattern is None else {"type": "string", "pattern": pattern}


def fields_schema(kind: Kind) -> Description:
    """The fields of a record as it is pulled. What only the server writes is ``readOnly``."""
    properties = {}
    for name, declared in kind.fields.items():
        rule = kind.merge_rules[name]
        server = {"readOnly": True} if rule == "server" else {}
        properties[name] = value_schema(declared) | {"x-merge-rule": rule} | server
    return _object(properties, sorted(kind.required)) | {"description": _told(kind)}


def proposal_schema(kind: Kind) -> Description:
    """The fields that a change may touch: any of them, and ``null`` clears those that a record can do without."""
    unwritten = {"server"} if kind.creators else {"server", "once"}
    properties = {
        name: value_schema(declared) | {"x-merge-rule": kind.merge_rules[name]}
        if name in kind.required
        else _or_null(value_schema(declared)) | {"x-merge-rule": kind.merge_rules[name]}
        for name, declared in kind.fields.items()
        if kind.merge_rules[name] not in unwritten
    }
    needed = {"x-required-to-create": sorted(kind.required)} if kind.creators else {}
    return _object(properties, []) | needed


def record_schema(kind: Kind) -> Description:
    """A record of this kind as it is pulled."""
    properties: Description = {
        "kind": {"const": kind.name},
        "id": ID,
        "scope": ID,
        "seq": {"type": "integer", "minimum": 1},
        "head": ID,
        "fields": {"$ref": f"#/components/schemas/{type_name(kind)}Fields"},
    }
    return _object(properties, list(properties))


def change_schema(kind: Kind) -> Description:
    """A change of a record of this kind. ``fields`` may be empty where it resolves something."""
    properties: Description = {
        "id": ID,
        "kind": {"const": kind.name},
        "record": ID,
        "base": {"type": ["string", "null"], "format": "uuid", "description": "What its author saw; null creates."},
        "fields": {"$ref": f"#/components/schemas/{type_name(kind)}Proposal"},
        "resolves": {"type": "array", "items": ID, "description": "Ids of conflicts."},
        "made_at": MOMENT,
        "number": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_NUMBERED,
            "description": "Its phone's count of what was saved there.",
        },
        "offered_again": {"type": "boolean", "description": "It was accepted before, by a log that is not here."},
    }
    says_something: Description = {
        "anyOf": [
            {"properties": {"fields": {"minProperties": 1}}},
            {"required": ["resolves"], "properties": {"resolves": {"minItems": 1}}},
        ]
    }
    roles = {
        "x-creators": sorted(roles_that_may(kind.creators)),
        "x-editors": sorted(roles_that_may(kind.editors)),
        "x-deleters": sorted(roles_that_may(kind.deleters)),
    }
    required = [name for name in properties if name not in {"base", "resolves", "number", "offered_again"}]
    return _object(properties, required) | says_something | roles


def result_codes() -> list[str]:
    """Every ``code`` that the answer to a change may have."""
    return list(REJECTIONS | WAITS | LAID)


def scope_words(kind: Kind) -> str:
    """Whose scope a record of this kind is in."""
    if kind.scope is None:
        return "the record itself"
    if kind.scope == OFFICE_SCOPE:
        return "the office"
    return f"what its `{kind.scope}` names"


def _one_of(description: str, suffix: str, kinds: list[Kind]) -> Description:
    names = {kind.name: f"#/components/schemas/{type_name(kind)}{suffix}" for kind in kinds}
    return {
        "description": description,
        "type": "object",
        "properties": {"kind": {"type": "string", "enum": list(names)}},
        "required": ["kind"],
        "oneOf": [{"$ref": reference} for reference in names.values()],
        "discriminator": {"propertyName": "kind", "mapping": names},
    }


def _object(properties: Description, required: list[str]) -> Description:
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False} | needed


def _or_null(schema: Description) -> Description:
    if "type" not in schema:
        return schema
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable


def _told(kind: Kind) -> str:
    """The kind's docstring in one line, and its scope."""
    words = " ".join((kind.schema.__doc__ or "").split())
    return f"{words} Scope: {scope_words(kind)}."
