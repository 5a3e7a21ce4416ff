"""A1 names of cells and a few of them in a sentence."""

from __future__ import annotations

_LETTERS = 26


def column_letters(column: int) -> str:
    """Return the letters of a zero-based column: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the zero-based column of its letters: A → 0."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - 64
    return number - 1


def place(row: int, column: int) -> str:
    """Return the A1 name of a zero-based cell: (4, 2) → C5."""
    return f"{column_letters(column)}{row + 1}"


def few(places: list[str], limit: int = 5) -> str:
    """Name some places and say how many there are in all."""
    shown = "、".join(places[:limit])
    return f"{shown} 等{len(places)}处" if len(places) > limit else shown
