"""A form built from a ledger's declaration: sections, required marks, errors beside the field."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from parkdesk.records import columns_of
from ui.widgets.dress import dress
from ui.widgets.fields import Field, field_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parkdesk.records import Column, Record

R = TypeVar("R", bound="Record")


class RecordForm(QScrollArea):
    """The fields of one record.

    Signals:
        edited: something differs from what was shown, or no longer does.
    """

    edited = Signal(bool)

    def __init__(
        self,
        ledger: type[Record],
        *,
        doubts: Mapping[str, Callable[[Any], str | None]] | None = None,
        offers: Callable[[str], Sequence[str]] | None = None,
        judge: Callable[[Record], Mapping[str, str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the fields.

        Args:
            ledger: whose columns.
            doubts: by column, what is doubtful about a value without refusing it (核实).
            offers: by column, the values to complete with while typing.
            judge: says by column what 审核 finds on a record as it is typed.
            parent: Qt's.
        """
        super().__init__(parent)
        self.columns = columns_of(ledger)
        self._doubts = doubts or {}
        self._judge_record = judge
        self._record: Record | None = None
        self._was_dirty = False
        self._is_filling = False
        self._fields: dict[str, Field] = {}
        self._remarks: dict[str, QLabel] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("form")
        self._label_width = max(self.fontMetrics().horizontalAdvance(f"{c.heading} *") for c in self.columns)
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(14, 8, 14, 14)
        for section in dict.fromkeys(column.section for column in self.columns):
            self._add_section(section, offers)
        self._layout.addStretch(1)
        self.setWidget(inside)

    def _add_section(self, section: str, offers: Callable[[str], Sequence[str]] | None) -> None:
        if section:
            title = QLabel(section)
            title.setProperty("role", "section")
            self._layout.addWidget(title)
        rows = QFormLayout()
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        rows.setVerticalSpacing(5)
        for column in (c for c in self.columns if c.section == section):
            field = field_for(column, offers)
            field.changed.connect(self._on_field_changed)
            remark = QLabel()
            remark.setWordWrap(True)
            remark.hide()
            box = QVBoxLayout()
            box.setSpacing(1)
            box.addWidget(field.widget)
            box.addWidget(remark)
            label = QLabel(f"{column.heading} *" if column.required else column.heading)
            label.setBuddy(field.widget)
            label.setMinimumWidth(self._label_width)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            rows.addRow(label, box)
            self._fields[column.key], self._remarks[column.key] = field, remark
        self._layout.addLayout(rows)

    def show_record(self, record: Record) -> None:
        """Fill the fields; what was typed before is gone."""
        self._record, self._is_filling = record, True
        for column in self.columns:
            self._fields[column.key].show(getattr(record, column.key))
            self._remark(column, "")
        self._is_filling = False
        self._judge_all()
        self._tell_if_edited()

    def is_edited(self) -> bool:
        """Whether anything differs from the record shown."""
        return self._record is not None and any(
            self._fields[c.key].text() != self._fields[c.key].shown_text for c in self.columns
        )

    def read(self) -> Record | None:
        """Return the record as typed; None where a field is wrong, which is then marked and focused."""
        assert self._record is not None
        values: dict[str, Any] = {}
        first_wrong: Field | None = None
        for column in self.columns:
            field = self._fields[column.key]
            reason = ""
            try:
                values[column.key] = self._value(column)
            except ValueError as fault:
                reason = f"{fault}。"
            if not reason and column.required and values[column.key] in ("", None):
                reason = f"请填写{column.label}。"
            if reason:
                self._remark(column, reason)
                first_wrong = first_wrong or field
        if first_wrong:
            first_wrong.widget.setFocus()
            self.ensureWidgetVisible(first_wrong.widget)
            return None
        return dataclasses.replace(self._record, **values)

    def field(self, key: str) -> Field:
        """Return the field of a column."""
        return self._fields[key]

    def remark(self, key: str) -> str:
        """Return what is said beside a field."""
        return self._remarks[key].text()

    @Slot()
    def _on_field_changed(self) -> None:
        if self._is_filling:
            return
        self._judge_all()
        self._tell_if_edited()

    def _judge_all(self) -> None:
        """Say beside every field what is wrong or doubtful as the record stands."""
        said: Mapping[str, str] = {}
        values, readable = {}, True
        for column in self.columns:
            try:
                values[column.key] = self._value(column)
            except ValueError:
                readable = False
        if readable and self._judge_record is not None and self._record is not None:
            said = self._judge_record(dataclasses.replace(self._record, **values))
        for column in self.columns:
            self._judge(column, said.get(column.key, ""))

    def _value(self, column: Column) -> Any:
        """Return a field's value; what was not touched stays as it is kept, every digit of it."""
        field = self._fields[column.key]
        if field.text() == field.shown_text:
            return getattr(self._record, column.key)
        return column.kind.read(field.text())

    def _tell_if_edited(self) -> None:
        if self.is_edited() != self._was_dirty:
            self._was_dirty = self.is_edited()
            self.edited.emit(self._was_dirty)

    def _judge(self, column: Column, found: str) -> None:
        """Say beside the field what is wrong or doubtful as it stands; `found` is what 审核 says of it."""
        text = self._fields[column.key].text()
        try:
            value = column.kind.read(text)
        except ValueError as fault:
            self._remark(column, f"{fault}。")
            return
        doubt = self._doubts[column.key](value) if column.key in self._doubts else None
        if not doubt and found:
            self._remark(column, found, doubtful=not found.startswith("强制"))
        else:
            self._remark(column, f"核实：{doubt}" if doubt else "", doubtful=True)

    def _remark(self, column: Column, text: str, *, doubtful: bool = False) -> None:
        remark, field = self._remarks[column.key], self._fields[column.key]
        remark.setText(text)
        remark.setVisible(bool(text))
        dress(remark, "role", "doubt" if doubtful else "error")
        field.mark_wrong(wrong=bool(text) and not doubtful)
