"""What the style sheet asks of a widget, changed while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def dress(widget: QWidget, name: str, value: object) -> None:
    """Give a widget a property that the style sheet knows (role, tone, wrong); what is dressed already is dressed anew.

    A widget that was never shown waits for its first dressing: asking for its style loads all that Qt says of styles.
    """
    if (widget.property(name) or None) == (value or None):  # never given, empty and false look the same
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().polish(widget)
