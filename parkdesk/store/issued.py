"""Papers that were issued: each kept whole, with its fingerprint and the change that the desk stood at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    import sqlite3

_ABOUT = "id, paper, period, whom, title, fingerprint, page_print, at, by, seq"


@frozen
class IssuedPaper:
    """What is known of an issued paper without its content.

    `fingerprint` is the SHA-256 of its words and figures, `page_print` that of its PDF; `seq` is the change that the
    desk stood at, so that what came later can be told.
    """

    id: str
    paper: str
    period: str
    whom: str
    title: str
    fingerprint: str
    page_print: str
    at: str
    by: str
    seq: int


class Issued:
    """Reads and keeps issued papers; they are history and are never changed or deleted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[IssuedPaper]:
        """Return every issued paper, newest first."""
        rows = self._connection.execute(f"SELECT {_ABOUT} FROM issued ORDER BY key DESC")
        return [IssuedPaper(*row) for row in rows]

    def find(self, start: str) -> list[IssuedPaper]:
        """Return the issued papers whose id or fingerprint begins with some letters."""
        wanted = start.casefold()
        return [one for one in self.all() if one.id.startswith(wanted) or one.fingerprint.startswith(wanted)]

    def content(self, paper_id: str) -> bytes | None:
        """Return a paper's content as it was kept."""
        row = self._connection.execute("SELECT content FROM issued WHERE id = ?", (paper_id,)).fetchone()
        return None if row is None else bytes(row[0])

    def keep(self, paper: IssuedPaper, content: bytes) -> None:
        """Keep a paper; called inside the store's transaction."""
        self._connection.execute(
            f"INSERT INTO issued({_ABOUT}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                paper.id, paper.paper, paper.period, paper.whom, paper.title, paper.fingerprint, paper.page_print,
                paper.at, paper.by, paper.seq, content,
            ),
        )  # fmt: skip
