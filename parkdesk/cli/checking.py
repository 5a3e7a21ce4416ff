"""Commands about 审核 and periods: check, explain, seal, unseal, move, history."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import from_stored, json_number
from parkdesk.cli.answer import DONE, REFUSED, Answer
from parkdesk.cli.verbs import DESK, PERIOD, PERIOD_NEEDED, UNIT, Verb, argument, at_desk, period_of
from parkdesk.errors import UsageError
from parkdesk.office import checking, history, periods
from parkdesk.records import Enterprise, Measure
from parkdesk.records.indicators import MEASURE_LABELS

if TYPE_CHECKING:
    import argparse

    from parkdesk.periods import Period
    from parkdesk.store import RecordVersion, Store


def check(asked: argparse.Namespace) -> Answer:
    """Judge a period."""
    with at_desk(asked) as store:
        found = checking.check(store, _period(asked), asked.unit)
    value = found.to_json()
    lines = [f"强制{value['must']}条，核实{value['explain']}条，提示{value['hint']}条"]
    for one in value["findings"]:
        origin = "〔市级规则〕" if one["origin"] == "city" else ""
        said = f"　说明：{one['explanation']}" if one["explanation"] else ""
        lines.append(f"  〔{one['level']}〕{origin}{one['text']}（{one['rule']}）{said}")
    return Answer(value, (*lines, *found.faults), REFUSED if value["must"] else DONE)


def explain(asked: argparse.Namespace) -> Answer:
    """Write why findings of a rule are as they are."""
    with at_desk(asked) as store:
        subject = _firm(store, asked.subject).id if asked.subject else None
        chosen = [
            one for one in checking.check(store, _period(asked), asked.unit).findings
            if one.noticed.rule == asked.rule and subject in (None, one.noticed.place.enterprise)
        ]  # fmt: skip
        if not chosen:
            raise UsageError(f"{_period(asked).title}没有“{asked.rule}”这条审核问题：请先用 check 查看。")
        for one in chosen:
            checking.explain(store, one, asked.text)
    return Answer({"explained": len(chosen)}, (f"已写明{len(chosen)}条审核问题的说明。",))


def seal(asked: argparse.Namespace) -> Answer:
    """Seal a period."""
    with at_desk(asked) as store:
        changes = periods.seal(store, _period(asked), asked.reason or "")
        return _standing(store, _period(asked), changes.import_id)


def unseal(asked: argparse.Namespace) -> Answer:
    """Open a sealed period, with a reason."""
    with at_desk(asked) as store:
        changes = periods.unseal(store, _period(asked), asked.reason or "")
        return _standing(store, _period(asked), changes.import_id)


def _standing(store: Store, period: Period, change: str) -> Answer:
    now = periods.standing(store, period)
    value = {"period": period.text, "unit": now.unit, "state": now.state, "reason": now.reason, "import_id": change}
    return Answer(value, (f"{period.title}：{now.label}。",))


def move(asked: argparse.Namespace) -> Answer:
    """Put an import that was reported into the wrong month into the right one."""
    with at_desk(asked) as store:
        changes = periods.move(store, asked.import_id, _period(asked), asked.reason or "")
    value = {"moved": asked.import_id, "period": _period(asked).text, "import_id": changes.import_id}
    return Answer(value, (f"已移到{_period(asked).title}，可以用 undo 撤销。",))


def show_history(asked: argparse.Namespace) -> Answer:
    """List every change, the past of a record, the past of a figure, or what changed since a seal."""
    with at_desk(asked) as store:
        if asked.since_seal:
            rows = _since_seal(store, _period(asked))
        elif asked.indicator:
            rows = _figure_past(store, asked)
        elif asked.record:
            rows = [_version(one) for one in store.history(asked.record)]
            if not rows:
                raise UsageError(f"没有编号为“{asked.record}”的记录：请用 list 查看编号。")
        else:
            rows = [dataclasses.asdict(entry) for entry in history.changes(store)]
    hidden = {"findings", "before", "fields"}
    lines = ["\t".join("" if v is None else str(v) for k, v in row.items() if k not in hidden) for row in rows]
    return Answer(rows, tuple(lines) or ("没有变更。",))


def _version(one: RecordVersion) -> dict[str, Any]:
    row = {key: getattr(one, key) for key in ("seq", "at", "by", "kind", "file", "reason")}
    before = {c.label: c.kind.write(getattr(one.before, c.key)) for c in one.before.COLUMNS} if one.before else None
    return {**row, "before": before}


def _figure_past(store: Store, asked: argparse.Namespace) -> list[dict[str, Any]]:
    indicator = store.indicators().get(asked.indicator)
    if indicator is None:
        raise UsageError(f"没有指标“{asked.indicator}”：可用的有 {'、'.join(store.indicators())}。")
    if not asked.subject:
        raise UsageError("没有指明企业：请加上 --subject 信用代码。")
    words = {measure.code: measure for measure in Measure}
    measure = words.get(asked.measure)
    if measure is None:
        raise UsageError(f"没有“{asked.measure}”这种数：可用的有 {'、'.join(words)}。")
    past = history.past_of(store, indicator.code, _period(asked), _firm(store, asked.subject).id, measure)
    unit = indicator.measure_unit
    return [
        {
            "value": None if one.value is None else json_number(from_stored(one.value, unit)),
            "unit": indicator.unit,
            **{key: getattr(one, key) for key in ("seq", "at", "by", "file", "reason")},
        }
        for one in past
    ]


def _since_seal(store: Store, period: Period) -> list[dict[str, Any]]:
    indicators = store.indicators()

    def number(value: int | None, code: str) -> int | float | None:
        return None if value is None else json_number(from_stored(value, indicators[code].measure_unit))

    return [
        {
            "name": one.name,
            "indicator": one.indicator,
            "measure": Measure(one.measure).code,
            "label": f"{indicators[one.indicator].name}{MEASURE_LABELS[Measure(one.measure)]}",
            "old": number(one.old, one.indicator),
            "new": number(one.new, one.indicator),
            **{key: getattr(one, key) for key in ("seq", "at", "by", "file", "reason")},
        }
        for one in periods.revisions_since_seal(store, period)
    ]


def _firm(store: Store, text: str) -> Enterprise:
    for equals in ({"code": text}, {"id": text}, {"name": text}):
        if found := store.select(Enterprise, **equals):
            return found[0]
    raise UsageError(f"没有“{text}”这户企业：请写信用代码、名称或编号。")


def _period(asked: argparse.Namespace) -> Period:
    period = period_of(asked)
    if period is None:
        raise UsageError("没有指明期间：请加上 --period 2026-09。")
    return period


_REASON = argument("--reason", metavar="原因")
_SUBJECT = argument("--subject", metavar="企业", help="信用代码、名称或编号")

VERBS = (
    Verb("check", "审核一个期间", check, (DESK, PERIOD_NEEDED, UNIT)),
    Verb("explain", "写审核说明", explain, (
        DESK,
        PERIOD_NEEDED,
        argument("--rule", required=True, metavar="规则"),
        argument("--text", required=True, metavar="说明", help="空着就撤回说明"),
        _SUBJECT,
        UNIT,
    )),
    Verb("seal", "封存一个期间", seal, (DESK, PERIOD_NEEDED, _REASON)),
    Verb("unseal", "解封一个期间", unseal, (DESK, PERIOD_NEEDED, _REASON)),
    Verb("move", "把报错期间的一次导入移到对的期间", move, (
        DESK,
        argument("import_id", metavar="导入编号"),
        PERIOD_NEEDED,
        _REASON,
    )),
    Verb("history", "变更记录", show_history, (
        DESK,
        argument("--record", metavar="编号", help="一条记录的历史"),
        argument("--indicator", metavar="指标", help="一个数的历史，还要 --subject 和 --period"),
        _SUBJECT,
        PERIOD,
        argument("--measure", default="cum", metavar="口径", help="cum month cum_base month_base stock"),
        argument("--since-seal", action="store_true", help="封存以后改过的数"),
    )),
)  # fmt: skip
