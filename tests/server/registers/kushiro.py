"""The registers of Kushiro, FY2013, and a way to write others like them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import server.demo.office
from server.registers import REGISTERS
from server.registers.wanted import Reading, RegisterRecord

OFFICE = "01990000-0000-7000-8000-000000000001"
FOLDER = server.demo.office.REGISTERS_FOLDER


def content(name: str) -> bytes:
    """The file of a register, as it is."""
    return (FOLDER / f"{name}.csv").read_bytes()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a register by column."""
    return list(csv.DictReader(io.StringIO(content(name).decode("utf-8"), newline="")))


def written(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = ()) -> bytes:
    """A CSV file of these rows, with the columns in the given order."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def read(name: str, file: bytes | None = None) -> Reading:
    """A register read; the one of Kushiro where no file is given."""
    return REGISTERS[name].read(content(name) if file is None else file, f"{name}.csv", OFFICE)


def of_kind(reading: Reading, kind: str) -> list[RegisterRecord]:
    """The records of one kind that a register asks for."""
    return [wanted for wanted in reading.wanted if wanted.kind == kind]


def found(reading: Reading) -> list[tuple[str, int, str, str, str]]:
    """What was found, each as severity, line, column, value and code."""
    return [(f.severity, f.line, f.column, f.value, f.code) for f in reading.findings]
