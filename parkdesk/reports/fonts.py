"""Which fonts of an official document this computer has, and what stands in for those it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Candidate:
    """A font that may serve, under every name systems list it by."""

    names: tuple[str, ...]
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """What a font is for, and who may fill the part, best first (domain §5.4, §8.2)."""

    key: str
    label: str
    candidates: tuple[Candidate, ...]


_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "思源宋体", "Noto Serif SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Noto Sans SC")
_SONG = ("宋体", "SimSun", "NSimSun", "新宋体")
_HEI = Candidate(("黑体", "SimHei", "方正黑体简体", "FZHei-B01S"))

ROLES = (
    Role(
        "title",
        "标题",
        (
            Candidate(("方正小标宋简体", "FZXiaoBiaoSong-B05S")),
            Candidate(("小标宋", "方正小标宋_GBK", "FZXiaoBiaoSong-B05")),
            Candidate(_SONG, bold=True),
            Candidate(_SERIF, bold=True),
        ),
    ),
    Role(
        "body",
        "正文",
        (
            Candidate(("仿宋_GB2312", "FangSong_GB2312")),
            Candidate(("仿宋", "FangSong", "华文仿宋", "STFangsong", "方正仿宋_GBK")),
            Candidate(_SERIF),
        ),
    ),
    Role("hei", "一级标题", (_HEI, Candidate(_SANS))),
    Role(
        "kai",
        "二级标题",
        (
            Candidate(("楷体_GB2312", "KaiTi_GB2312")),
            Candidate(("楷体", "KaiTi", "华文楷体", "STKaiti", "方正楷体_GBK")),
            Candidate(_SERIF),
        ),
    ),
    Role("song", "表格和页码", (Candidate(_SONG), Candidate(_SERIF))),
)


@dataclass(frozen=True, slots=True)
class Face:
    """The font that fills a role on this computer; `family` is empty where nothing Chinese was found."""

    role: Role
    family: str
    bold: bool

    @property
    def wanted(self) -> str:
        """The font the standard names."""
        return self.role.candidates[0].names[0]

    @property
    def is_substitute(self) -> bool:
        """Whether the font named by the standard is missing."""
        first = self.role.candidates[0]
        return self.family.casefold() not in {name.casefold() for name in first.names}

    @property
    def sentence(self) -> str:
        """Say which font stands in for which, for the preview."""
        if not self.family:
            return f"本机没有可用的中文字体，{self.role.label}可能显示不出来，请安装“{self.wanted}”。"
        weight = "（加粗）" if self.bold else ""
        return f"本机没有“{self.wanted}”，{self.role.label}用“{self.family}”{weight}代替。"


def choose(families: Iterable[str]) -> dict[str, Face]:
    """Fill every role from the families at hand."""
    present = {family.casefold(): family for family in families}
    return {role.key: _fill(role, present) for role in ROLES}


def _fill(role: Role, present: dict[str, str]) -> Face:
    for candidate in role.candidates:
        for name in candidate.names:
            if family := present.get(name.casefold()):
                return Face(role, family, candidate.bold)
    return Face(role, "", bold=False)


def substitutes(faces: dict[str, Face]) -> tuple[str, ...]:
    """Return one sentence per font that is missing; nothing when the page is as the standard wants it."""
    return tuple(face.sentence for face in faces.values() if face.is_substitute)


@cache
def installed() -> Any:
    """Search this computer's fonts once (a `typst.Fonts`, which also knows their families).

    Searching them and reading the files again would be a quarter of setting a long report in type.
    """
    import typst

    return typst.Fonts()


def verdict(faces: dict[str, Face]) -> str:
    """Say in one sentence how the page stands for its fonts: as the standard wants it (nothing), replaced, or boxes."""
    bare = [face for face in faces.values() if not face.family]
    replaced = [face for face in faces.values() if face.is_substitute]
    if len(bare) == len(faces):
        return "本机没有公文用的中文字体，预览和打印的字可能变成方框：请先安装仿宋、黑体、楷体、宋体，再重新打开软件。"
    if bare:
        labels = "、".join(face.role.label for face in bare)
        return f"本机没有{labels}可用的中文字体，这些字可能变成方框：请先安装所缺字体，再重新打开本软件。"
    if replaced:
        return f"本机缺少{len(replaced)}种公文字体，已用替代字体排版，字形与标准略有不同。"
    return ""


def notes_here() -> tuple[str, ...]:
    """Say, for the preview, how this computer's fonts do: the verdict first, then one sentence per missing font."""
    faces = choose(installed().families())
    said = verdict(faces)
    return (said, *substitutes(faces)) if said else ()
