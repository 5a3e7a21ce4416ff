"""Whom a row is about: a project or a firm, found by the name that was written; unknown names stay as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkdesk.records import Enterprise, Project
from parkdesk.records.names import normalise_name

if TYPE_CHECKING:
    from parkdesk.store import Store


class Subject(NamedTuple):
    """The ids of the project or firm behind a name; both empty where the ledgers do not have it."""

    project: str = ""
    enterprise: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a ledger has it."""
        return bool(self.project or self.enterprise)


class Subjects:
    """The projects and firms of a unit by name; a project goes before a firm of the same name."""

    def __init__(self, store: Store, unit: str) -> None:
        self._found = {
            normalise_name(one.name): Subject(enterprise=one.id) for one in store.select(Enterprise, unit=unit)
        }
        self._found.update(
            {normalise_name(one.name): Subject(project=one.id) for one in store.select(Project, unit=unit)}
        )

    def find(self, name: str) -> Subject:
        """Return what a name means."""
        return self._found.get(normalise_name(name), Subject())
