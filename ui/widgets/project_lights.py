"""Lights on screen: a coloured shape that tells as much as its colour."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from parkdesk.records.projects import AMBER, GREEN, RED

if TYPE_CHECKING:
    from ui.theme import Theme

MARKS = MappingProxyType({GREEN: "○ 绿", AMBER: "△ 黄", RED: "● 红", "": "—"})
ROLES = MappingProxyType({GREEN: "good", AMBER: "warn", RED: "bad", "": "muted"})


def colour_of(theme: Theme, light: str) -> QColor:
    """Return the colour of a light."""
    return theme.color(ROLES[light])


def paint_light(painter: QPainter, theme: Theme, light: str, centre: QPointF, radius: float) -> None:
    """Draw a light: ring, triangle, full circle, dash."""
    colour = colour_of(theme, light)
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(colour if light == RED else Qt.BrushStyle.NoBrush)
    if light == AMBER:
        x, y = centre.x(), centre.y()
        corners = [QPointF(x, y - radius), QPointF(x + radius, y + radius * 0.8), QPointF(x - radius, y + radius * 0.8)]
        painter.drawPolygon(QPolygonF(corners))
    elif light == "":
        painter.drawLine(QPointF(centre.x() - radius, centre.y()), QPointF(centre.x() + radius, centre.y()))
    else:
        painter.drawEllipse(centre, radius, radius)


def light_icon(theme: Theme, light: str, size: int = 16) -> QIcon:
    """Return a light as an icon."""
    picture = QPixmap(QSize(size * 2, size * 2))
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_light(painter, theme, light, QPointF(size / 2, size / 2), size * 0.32)
    painter.end()
    return QIcon(picture)
