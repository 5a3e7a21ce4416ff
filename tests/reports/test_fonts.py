from __future__ import annotations

from parkdesk.reports import fonts


def test_the_standard_fonts_are_taken_where_present() -> None:
    faces = fonts.choose(["FZXiaoBiaoSong-B05S", "FangSong_GB2312", "SimHei", "KaiTi_GB2312", "SimSun"])
    assert fonts.substitutes(faces) == ()
    assert faces["body"].family == "FangSong_GB2312"


def test_windows_without_the_gb2312_fonts() -> None:
    faces = fonts.choose(["FangSong", "SimHei", "KaiTi", "SimSun", "Noto Serif CJK SC"])
    assert [(faces[key].family, faces[key].bold) for key in ("title", "body", "hei", "kai", "song")] == [
        ("SimSun", True), ("FangSong", False), ("SimHei", False), ("KaiTi", False), ("SimSun", False),
    ]  # fmt: skip
    assert fonts.substitutes(faces)[1] == "本机没有“仿宋_GB2312”，正文用“FangSong”代替。"


def test_only_noto_and_nothing_at_all() -> None:
    noto = fonts.choose(["Noto Serif CJK SC", "Noto Sans CJK SC"])
    assert noto["title"].bold
    assert noto["hei"].family == "Noto Sans CJK SC"
    assert len(fonts.substitutes(noto)) == 5
    assert "没有可用的中文字体" in fonts.substitutes(fonts.choose([]))[0]


def test_this_computer_can_be_asked() -> None:
    assert all(sentence.startswith("本机") for sentence in fonts.notes_here())


def test_no_substitute_is_claimed_where_there_is_none() -> None:
    assert "方框" in fonts.verdict(fonts.choose(["DejaVu Sans"]))
    assert "替代" not in fonts.verdict(fonts.choose([]))
    assert fonts.verdict(fonts.choose(["Noto Sans CJK SC"])).startswith("本机没有标题、正文、二级标题、表格和页码可用")
    assert fonts.verdict(fonts.choose(["Noto Serif CJK SC", "Noto Sans CJK SC"])).startswith("本机缺少5种")
    assert fonts.verdict(fonts.choose(["方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"])) == ""
