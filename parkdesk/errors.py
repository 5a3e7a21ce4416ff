"""The error tree: what a person can be told in one sentence, and nothing else.

A `UserError` is a known cause in the world outside (a file, a disk, a package, a typed value).
Its text is one plain Chinese sentence: what happened, where, and what to do next.
Anything that is not a `UserError` is our own bug and goes to the fault window.
"""

from __future__ import annotations


class UserError(Exception):
    """A known cause, told in one Chinese sentence."""


class UsageError(UserError):
    """The command or the typed value has the wrong form (CLI exit code 2)."""


class IntakeError(UserError):
    """A workbook, sheet or clipboard block that cannot be read."""


class StoreError(UserError):
    """The desk file cannot be opened, read or written."""


class DeskTooNewError(StoreError):
    """The desk was written by a newer version of the program."""


class DeskBusyError(StoreError):
    """Another window or program holds the desk."""


class SealedError(StoreError):
    """A plan would change a sealed period and does not say why."""


class StoppedError(StoreError):
    """A person stopped the work; nothing was written."""


class DeskDamagedError(StoreError):
    """The desk file is not a sound database."""


class PackageError(UserError):
    """A package is refused: damaged, foreign, unsigned, newer, or from an unknown sender."""


class RuleError(UserError):
    """A check rule cannot be understood: its sentence names the rule and the place.

    `field` is the attribute of the rule that is wrong and `at` the character of it, where they are known.
    """

    def __init__(self, text: str, at: int | None = None, field: str = "") -> None:
        super().__init__(text)
        self.at, self.field = at, field


class ReportError(UserError):
    """A report cannot be made or written."""
