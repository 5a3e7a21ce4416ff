"""The look: tokens by role; palette, style sheet and icons are derived from them.

Nothing here knows what is shown. Windows ask for a role (「bad」), never for a colour.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QRectF, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from parkdesk.paths import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

Mode = Literal["light", "dark"]
FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
STYLE = "fusion"
"""Qt's own style under ours, the same on every system; the program names it when Qt starts."""
SMALL, LARGE = 16, 20  # logical pixels: beside words, above words

_PALETTE = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "window",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Light: "surface",
}


class Theme(QObject):
    """The tokens of one mode, and what is drawn from them.

    Signals:
        changed: the mode changed; whoever holds icons or colours asks for them again.
    """

    changed = Signal()

    def __init__(self, mode: Mode = "light", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._modes = _tokens()
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self.mode: Mode = mode

    @property
    def tokens(self) -> dict[str, str]:
        """The colours of the present mode by role."""
        return dict(self._modes[self.mode])

    def color(self, role: str) -> QColor:
        """Return the colour of a role: text, muted, accent, good, warn, bad."""
        return QColor(self._modes[self.mode][role])

    def icon(self, name: str, role: str = "text", size: int = SMALL) -> QIcon:
        """Return an icon of the family in the colour of a role; greyed where disabled, accented where chosen."""
        key = (name, role, size)
        if key not in self._icons:
            drawn = self._drawn(name, size)
            icon = QIcon()
            icon.addPixmap(self._tinted(drawn, role))
            if size == SMALL:  # a tab is never disabled
                icon.addPixmap(self._tinted(drawn, "line"), QIcon.Mode.Disabled)
            icon.addPixmap(self._tinted(drawn, "accent"), QIcon.Mode.Normal, QIcon.State.On)
            self._icons[key] = icon
        return self._icons[key]

    def pixmap(self, name: str, role: str, size: int) -> QPixmap:
        """Return an icon as a picture of `size` logical pixels, sharp on this screen."""
        return self._tinted(self._drawn(name, size), role)

    def _drawn(self, name: str, size: int) -> QPixmap:
        """Return an icon as it is in its file, in black."""
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(str(resource("icons", f"{name}.svg"))).render(painter, QRectF(0, 0, size, size))
        painter.end()
        return picture

    def _tinted(self, drawn: QPixmap, role: str) -> QPixmap:
        """Return a drawing in the colour of a role."""
        picture = QPixmap(drawn)
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(picture.rect(), self.color(role))
        painter.end()
        return picture

    def apply(self, app: QApplication) -> None:
        """Dress the whole program."""
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPointSizeF(10)
        app.setFont(font)
        app.setPalette(self.palette())
        app.setStyleSheet(self.style_sheet())

    def switch(self, app: QApplication, mode: Mode) -> None:
        """Change the mode of a running program."""
        if mode != self.mode:
            self.mode = mode
            self._icons.clear()
            self.apply(app)
            self.changed.emit()

    def palette(self) -> QPalette:
        """Return Qt's palette in our colours, for what the style sheet does not reach."""
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("muted"))
        return palette

    def style_sheet(self) -> str:
        """Return the style sheet in our colours."""
        template = Template(resource("theme", "parkdesk.qss").read_text("utf-8"))
        return template.substitute(self.tokens, drawings=resource("theme").as_posix())


def _tokens() -> dict[str, dict[str, str]]:
    """Return the colours of both modes by role."""
    held = QSettings(str(resource("theme", "tokens.ini")), QSettings.Format.IniFormat)
    modes: dict[str, dict[str, str]] = {}
    for key in held.allKeys():
        mode, role = key.split("/")
        modes.setdefault(mode, {})[role] = str(held.value(key))
    return modes
