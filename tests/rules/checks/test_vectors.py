"""The quick world finds every place where the exact world finds a rule broken."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parkdesk.records import LEDGERS, Measure, catalogue
from parkdesk.rules.checks.language import parse
from parkdesk.rules.checks.meaning import FIRM, Vocabulary, bind
from parkdesk.rules.checks.vectors import places_in_doubt
from parkdesk.rules.checks.worlds import CellWorld, evaluate

from . import frames

WORDS = Vocabulary({indicator.code: indicator for indicator in catalogue.indicators()}, LEDGERS)
LEAVES = [
    "产值.累计", "产值.上年同期", "税收.累计", "上期(产值.累计)", "上年(产值.累计)", "全体(产值.累计)", "100",
    "0.1", "30%", "企业.从业人数", "月份",
]  # fmt: skip
number = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
        | st.builds("{}({}, {})".format, st.sampled_from(["增速", "占比", "取", "最大", "最小"]), inner, inner)
        | st.builds("绝对值({})".format, inner)
    ),
    max_leaves=5,
)
truth = st.recursive(
    st.builds("{} {} {}".format, number, st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), number)
    | st.builds("有({})".format, number)
    | st.sampled_from(["企业.在库状态 = “在库”", "上年已封存", "长度(企业.企业名称) > 1"]),
    lambda inner: (
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["且", "或"]), inner)
        | st.builds("非 ({})".format, inner)
    ),
    max_leaves=3,
)
value = st.one_of(st.none(), st.integers(-3, 300), st.sampled_from([0, 100, 1_000_000, 123456.78]))
NOTHING = dict.fromkeys(
    (period, firm, code, measure)
    for period in (202508, 202509, 202608, 202609)
    for firm in ("甲", "乙二")
    for code, measure in (("output", Measure.CUM), ("output", Measure.CUM_BASE), ("tax", Measure.CUM))
)
ONE_ZERO = NOTHING | {(202609, "乙二", "output", Measure.CUM): 0}
cells = st.fixed_dictionaries(dict.fromkeys(NOTHING, value))


@settings(max_examples=300, deadline=None)
@given(truth, cells)
@example(
    "产值.累计 < 取(产值.累计, (产值.累计 + 产值.上年同期))", NOTHING | {(202609, "乙二", "output", Measure.CUM): 0}
)
def test_nothing_wrong_is_missed(source, figures):
    present = {key: held for key, held in figures.items() if held is not None}
    frame = frames.made_frame(present, standings={"甲": "在库"})
    bound, _ = bind(parse(source), WORDS, FIRM, each=False)
    rows = list(range(len(frame.periods)))
    doubt = set(places_in_doubt(frame, rows, None, bound))
    wrong = {
        (row, firm)
        for row in rows
        for firm in range(len(frame.firms))
        if evaluate(bound, CellWorld(frame, row, firm)) is False
    }
    assert wrong <= doubt
