"""Make the style document that Word files are built on: the official page's styles under their own names.

Run once (`python -m parkdesk.reports.style_document FILE`) to make `resources/reports/style.docx`; after
that the file is an office's to edit in Word or WPS, and only the style names matter to `to_word`.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from parkdesk.reports import layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.reports.fonts import Face

TITLE, BODY, TABLE = "Title", "Normal", "Table Grid"
NUMBER, ADDRESSEE, ANNEX_LIST, SIGNATURE, PAGE_NUMBER = "发文字号", "主送机关", "附件说明", "落款", "页码"
ANNEX_LABEL, ANNEX_TITLE = "附件序号", "附件标题"
TABLE_TITLE, UNIT_LINE, TABLE_HEAD, TABLE_TEXT, TABLE_TOTAL, NOTE, FIGURE = (
    "表题",
    "单位行",
    "表头",
    "表格文字",
    "表格合计",
    "表注",
    "图题",
)
_FANGSONG, _HEI, _KAI, _SONG, _XIAOBIAOSONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
# What Word and WPS take where a font is missing (domain §8.2): written into the font table as other names.
_ALSO: Final = {
    _FANGSONG: "仿宋",
    _KAI: "楷体",
    _XIAOBIAOSONG: "小标宋",
    _HEI: "SimHei",
    _SONG: "SimSun",
}
_UNUSED: Final = ("List", "Table", "Medium", "Light", "Dark", "Colorful")
_SCRIPTS: Final = ("ascii", "hAnsi", "eastAsia", "cs")
_TWIPS: Final = 20
_CHAR_TWIPS: Final = -5  # 28 characters in 156 mm need -0.21 pt each
_LINE_TWIPS: Final = 579  # 22 lines fill the type area of 12756 twips; 580 would leave 21


@dataclass(frozen=True, slots=True)
class _Look:
    """How one paragraph style looks."""

    name: str
    font: str
    size: float
    align: Literal["left", "center", "right", "both"] = "both"
    indented: bool = False
    in_table: bool = False
    keep_next: bool = False
    level: int = 0


_LOOKS: Final = (
    _Look(BODY, _FANGSONG, layout.BODY_PT, indented=True),
    _Look("Heading 1", _HEI, layout.BODY_PT, indented=True, keep_next=True, level=1),
    _Look("Heading 2", _KAI, layout.BODY_PT, indented=True, keep_next=True, level=2),
    _Look("Heading 3", _FANGSONG, layout.BODY_PT, indented=True, keep_next=True, level=3),
    _Look("Heading 4", _FANGSONG, layout.BODY_PT, indented=True, keep_next=True, level=4),
    _Look(TITLE, _XIAOBIAOSONG, layout.TITLE_PT, "center"),
    _Look(NUMBER, _FANGSONG, layout.BODY_PT, "center"),
    _Look(ADDRESSEE, _FANGSONG, layout.BODY_PT),
    _Look(ANNEX_LIST, _FANGSONG, layout.BODY_PT, "left", keep_next=True),  # no signature alone on a page
    _Look(SIGNATURE, _FANGSONG, layout.BODY_PT, "right"),
    _Look(ANNEX_LABEL, _HEI, layout.BODY_PT, "left", keep_next=True),
    _Look(ANNEX_TITLE, _XIAOBIAOSONG, layout.TITLE_PT, "center", keep_next=True),
    _Look(TABLE_TITLE, _HEI, layout.TABLE_TITLE_PT, "center", keep_next=True),
    _Look(UNIT_LINE, _SONG, layout.UNIT_PT, "right", in_table=True, keep_next=True),
    _Look(TABLE_HEAD, _HEI, 12, "center", in_table=True),
    _Look(TABLE_TEXT, _SONG, 10.5, "left", in_table=True),
    _Look(TABLE_TOTAL, _HEI, 10.5, "left", in_table=True),
    _Look(NOTE, _SONG, 10.5, "left", in_table=True),
    _Look(FIGURE, _HEI, 12, "center", in_table=True),
    _Look(PAGE_NUMBER, _SONG, layout.NUMBER_PT, in_table=True),
)


def names() -> tuple[str, ...]:
    """Return the names of the styles a report uses."""
    return tuple(look.name for look in _LOOKS)


def style_document() -> bytes:
    """Return a Word file with no text and every style a report uses."""
    import docx

    document = docx.Document()
    for look in _LOOKS:
        _set_style(document.styles, look)
    for style in list(document.styles):
        if (
            style.name.startswith(("List", "Table", "Medium", "Light", "Dark", "Colorful"))
            and style.name != "Table Grid"
        ):
            style.delete()
    write_font_table(document, _ALSO)
    about = document.core_properties
    about.author = about.comments = about.title = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_style(styles: Any, look: _Look) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    known = {style.name for style in styles}
    style = styles[look.name] if look.name in known else styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    if look.name != BODY:
        style.base_style = styles[BODY]
    style.hidden, style.quick_style = False, True
    for found in [child for child in style.element if child.tag.endswith(("}pPr", "}rPr"))]:
        style.element.remove(found)
    style.element.append(_xml("pPr", _paragraph_properties(look)))
    style.element.append(_xml("rPr", _run_properties(look)))


def _xml(tag: str, inside: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f"<w:{tag} {nsdecls('w')}>{inside}</w:{tag}>")


def _fonts(name: str) -> str:
    scripts = " ".join(f'w:{script}="{name}"' for script in _SCRIPTS)
    return f"<w:rFonts {scripts}/>"


def _paragraph_properties(look: _Look) -> str:
    if look.in_table:
        spacing = 'w:line="240" w:lineRule="auto"'
    elif look.size > layout.BODY_PT:
        spacing = f'w:line="{look.size * 1.6 * _TWIPS:.0f}" w:lineRule="exact"'
    else:
        spacing = f'w:line="{_LINE_TWIPS}" w:lineRule="exact"'
    chars = 2 if look.indented else 0
    indent = f'w:firstLineChars="{chars * 100}" w:firstLine="{chars * layout.CHAR_PITCH_PT * _TWIPS:.0f}"'
    return "".join(
        (
            f'<w:keepNext w:val="{look.keep_next:d}"/><w:widowControl w:val="0"/>',
            # No automatic blanks beside Latin letters, and no snapping: the pitch is set exactly, which
            # Word, WPS and LibreOffice understand alike (LibreOffice gives a snapped character two cells).
            '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>',
            f'<w:spacing w:before="0" w:after="0" {spacing}/>',
            f"<w:ind {indent}/>",
            f'<w:jc w:val="{look.align}"/>',
            f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else "",
        )
    )


def _run_properties(look: _Look) -> str:
    pitch = 0 if look.in_table or look.size > layout.BODY_PT else _CHAR_TWIPS
    return "".join(
        (
            _fonts(look.font),
            '<w:b w:val="0"/><w:i w:val="0"/><w:snapToGrid w:val="0"/><w:color w:val="000000"/>',
            f'<w:spacing w:val="{pitch}"/><w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/>',
        )
    )


def write_font_table(document: Any, other_names: dict[str, str]) -> None:
    """Say which font each font may be replaced by; Word and WPS read this where a font is missing."""
    from docx.opc.oxml import serialize_part_xml

    rows = (
        f'<w:font w:name="{name}"><w:altName w:val="{also}"/><w:charset w:val="86"/></w:font>'
        for name, also in other_names.items()
    )
    table = serialize_part_xml(_xml("fonts", "".join(rows)))
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = table  # noqa: SLF001 - python-docx has no door to the font table


def use_fonts(document: Any, faces: Iterable[Face]) -> None:
    """Let fonts this computer has stand in for those it lacks, keeping the right name in the font table.

    A county that changed a style's font to one of its own keeps it.
    """
    from docx.oxml.ns import qn

    stand_ins = {face.wanted: face for face in faces if face.is_substitute and face.family}
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        face = stand_ins.get(fonts.get(qn("w:eastAsia"), ""))
        if face is None:
            continue
        for key in _SCRIPTS:
            fonts.set(qn(f"w:{key}"), face.family)
        if face.bold and (bold := fonts.getparent().find(qn("w:b"))) is not None:
            bold.set(qn("w:val"), "1")
    write_font_table(document, _ALSO | {face.family: wanted for wanted, face in stand_ins.items()})


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(style_document())
