"""A contract for import-linter: what a package may import at all.

import-linter can forbid packages by name. For the engine and the reports it is the other way round: a few are
allowed, and whatever is installed tomorrow is not.
"""

import sys
from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """The modules import directly nothing but `allowed` and the standard library.

    Configuration options:
        - modules: packages that keep to the list, with everything inside them. One that is not there keeps to it.
        - allowed: packages or modules, with everything inside them.
    """

    type_name = "only"

    modules = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        modules = cast(list[str], self.modules)
        allowed = cast(list[str], self.allowed)
        imports = [
            graph.get_import_details(importer=importer, imported=imported)
            for importer in sorted(graph.modules)
            if _is_within(importer, modules) and not graph.is_module_squashed(importer)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not _is_within(imported, allowed) and imported.split(".")[0] not in sys.stdlib_module_names
        ]
        return ContractCheck(
            kept=not imports, metadata={"found": [detail for details in imports for detail in details]}
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        for detail in cast(list[dict[str, Any]], check.metadata["found"]):
            output.print_error(f"{detail['importer']}:{detail['line_number']} imports {detail['imported']}", bold=False)
        output.new_line()


def _is_within(module: str, packages: list[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
