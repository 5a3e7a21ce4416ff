"""The notice desk: who lags, proposed by rule; one notice for each unit, numbered, escalated blue to red, closed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.office.editing import save_record
from parkdesk.office.periods import work_calendar
from parkdesk.office.projects.issues import issue_lines
from parkdesk.office.projects.lights import lights
from parkdesk.office.projects.norms import numbers
from parkdesk.office.projects.scoring import scores
from parkdesk.office.projects.visiting import NO_DEPARTMENT, by_department, current_names, duty_lines
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Assignment, Department, Notice, Project
from parkdesk.records.duties import ROLE_UNIT
from parkdesk.records.names import normalise_name
from parkdesk.records.notices import ANSWERED, CLEARED, COLOURS, DRAFT, LETTER, SENT, SIGNED, SUPERVISION
from parkdesk.records.projects import AMBER, RED
from parkdesk.rules.lights import last_day, overdue
from parkdesk.store import new_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from parkdesk.periods import Period
    from parkdesk.store import Changes, Store

_PREFIX = "notice_prefix"
_NUMBERED = re.compile(r"〔(\d{4})〕(?:第)?(\d+)号$")
_WAITING = frozenset({SENT, SIGNED})
_CELL = "｜"
DEMANDS = "请对照差距查明原因，制定措施，倒排工期，并在办结时限前书面反馈办理情况。"


@dataclass(frozen=True, slots=True)
class Lag:
    """One thing that lags: which rule says so, the record, and matter, present state and gap in words."""

    rule: str
    record: str
    matter: str
    state: str
    gap: str

    @property
    def line(self) -> str:
        """The lag as a notice keeps it: one line, its parts between marks."""
        return _CELL.join((self.matter, self.state, self.gap))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules propose to tell one unit."""

    unit: str
    addressee: str
    lags: tuple[Lag, ...]
    kind: str = SUPERVISION

    @property
    def subject(self) -> str:
        """What the notice is about."""
        kinds = dict.fromkeys(_SUBJECTS[lag.rule] for lag in self.lags)
        return f"{'、'.join(kinds)}事宜"


_OF_PERIOD = frozenset({"visit", "rank"})
_SUBJECTS = {"light": "项目推进滞后", "visit": "走访帮扶不到位", "issue": "问题超期未办结", "rank": "月度排名靠后"}


def gap_rows(notice: Notice) -> list[tuple[str, str, str]]:
    """Return the table of a notice: matter, present state, gap."""
    rows = []
    for line in notice.gaps.splitlines():
        parts = [*line.split(_CELL), "", ""][:3]
        rows.append((parts[0], parts[1], parts[2]))
    return rows


# -- what the rules propose ------------------------------------------------------------------------


def proposals(store: Store, period: Period, today: dt.date, unit: str | None = None) -> list[Proposal]:
    """Return one proposal for each unit that lags; what an open notice already says is left out."""
    norms = numbers(store)
    lags: dict[tuple[str, str], list[Lag]] = defaultdict(list)
    for addressee, lag in (*_late_projects(store, today, unit), *_late_issues(store, today, unit, norms)):
        lags[addressee, SUPERVISION].append(lag)
    for addressee, lag in _missing_visits(store, period, unit, norms):
        lags[addressee, SUPERVISION].append(lag)
    for addressee, lag in _last_places(store, period, unit, norms):
        lags[addressee, LETTER].append(lag)
    said = _said_already(store)
    found = []
    for (addressee, kind), listed in lags.items():
        fresh = tuple(lag for lag in listed if (normalise_name(addressee), lag.rule, lag.record) not in said)
        if fresh and addressee not in ("", NO_DEPARTMENT):
            found.append(Proposal(unit or store.desk.unit, addressee, fresh, kind))
    return found


def _said_already(store: Store) -> set[tuple[str, str, str]]:
    """Return (addressee, rule, record) of what notices say: open ones, and of a period for good."""
    found = set()
    for one in store.select(Notice):
        for key in one.cause.split():
            rule, _, record = key.partition(":")
            if one.state != CLEARED or rule in _OF_PERIOD:
                found.add((normalise_name(one.addressee), rule, record))
    return found


def _late_projects(store: Store, today: dt.date, unit: str | None) -> list[tuple[str, Lag]]:
    current = current_names(store.select(Department))
    leads = {one.project: one.name for one in store.select(Assignment, role=ROLE_UNIT) if one.project}
    found = []
    shown = lights(store, today, unit)
    for project in store.select(Project, **({"unit": unit} if unit else {})):
        light = shown[project.id]
        if light.shown in (AMBER, RED):
            lead = leads.get(project.id) or project.department
            lead = current.get(normalise_name(lead), lead)
            found.append((lead, Lag("light", project.id, project.name, f"{light.shown}灯", light.why)))
    return found


def _late_issues(store: Store, today: dt.date, unit: str | None, norms: dict[str, int]) -> list[tuple[str, Lag]]:
    return [
        (line.issue.lead, Lag("issue", line.issue.id, line.issue.title(), f"时限{line.issue.due}", line.standing))
        for line in issue_lines(store, today, unit)
        if line.late >= norms["notice_issue"]
    ]


def _missing_visits(store: Store, period: Period, unit: str | None, norms: dict[str, int]) -> list[tuple[str, Lag]]:
    lines = duty_lines(store, last_day(period.key), unit)
    found = []
    for one in by_department(store, lines, unit):
        whole = one.whole
        if whole.lacking >= norms["notice_visit"]:
            levels = "、".join(f"{level}缺{count.lacking}次" for level, count in one.levels.items() if count.lacking)
            state = f"应走访{whole.required}次，已走访{whole.done}次"
            found.append((one.department, Lag("visit", period.text, f"{period.label}走访帮扶", state, levels)))
    return found


def _last_places(store: Store, period: Period, unit: str | None, norms: dict[str, int]) -> list[tuple[str, Lag]]:
    ranked = scores(store, period, unit)
    last = norms["notice_last"]
    if not last or len(ranked) <= last:
        return []
    floor = ranked[-last].place
    return [
        (one.department, Lag("rank", period.text, f"{period.label}包抓工作排名", f"第{one.place.rank}位，{one.total}分",
                             f"共{len(ranked)}个部门"))
        for one in ranked
        if one.place and floor and one.place.rank >= floor.rank
    ]  # fmt: skip


# -- drafting, sending, answering, closing ---------------------------------------------------------


def prefix_of(place: str) -> str:
    """Return the usual first words of a notice's number: 旬阳市 → 旬督."""
    return f"{place[:1]}督"


def number_prefix(store: Store) -> str:
    """Return the first words of this office's numbers: what the clerk typed, else the usual ones."""
    return store.setting(_PREFIX) or prefix_of(store.place)


def set_number_prefix(store: Store, text: str) -> None:
    """Keep the first words of the numbers to come; raises UsageError for what cannot stand before the year."""
    words = text.strip()
    if not words or any(mark in words for mark in "〔〕[]\n"):
        raise UsageError("文号字头只写年份前面的字：如“旬督”，不写〔年份〕和号数。")
    store.set_setting(_PREFIX, words)


def next_numbers(store: Store, year: int, count: int) -> list[str]:
    """Return the next numbers of a year: 旬督〔2026〕3号."""
    prefix, last = number_prefix(store), 0
    for notice in store.select(Notice):
        if (found := _NUMBERED.search(notice.number)) and int(found[1]) == year:
            last = max(last, int(found[2]))
    return [f"{prefix}〔{year}〕{last + n}号" for n in range(1, count + 1)]


def draft(store: Store, proposals: Sequence[Proposal], today: dt.date) -> Plan:
    """Return the plan of drafts for several units at once."""
    due = work_calendar(store).add(today, numbers(store)["notice_due"]).isoformat()
    notices = [
        Notice(
            id=new_id(), unit=one.unit, kind=one.kind, addressee=one.addressee, subject=one.subject,
            gaps="\n".join(lag.line for lag in one.lags), demands=DEMANDS, due=due,
            rule="、".join(dict.fromkeys(lag.rule for lag in one.lags)),
            cause=" ".join(f"{lag.rule}:{lag.record}" for lag in one.lags),
            project=next((lag.record for lag in one.lags if lag.rule == "light"), ""),
        )
        for one in proposals
    ]  # fmt: skip
    return _plan(store, [RecordChange(None, notice) for notice in notices], "按规则提出督办")


def send(store: Store, notices: Sequence[Notice], signer: str, day: dt.date) -> Plan:
    """Return the plan of sending drafts: numbered in their order, signed and dated."""
    ready = [one for one in notices if one.state == DRAFT]
    free = iter(next_numbers(store, day.year, sum(not one.number for one in ready)))
    changes = []
    for one in ready:
        number = one.number or next(free)
        after = replace(one, number=number, state=SENT, signer=signer or one.signer, issued_on=day.isoformat())
        changes.append(RecordChange(one, after))
    return _plan(store, changes, "发出督办")


def sign_for(store: Store, notice: Notice, receiver: str, day: dt.date) -> Changes:
    """Note who signed for a notice."""
    if notice.state == DRAFT:
        raise UsageError(f"致{notice.addressee}的督办还没有发出，不能签收：请先发出。")
    if not receiver.strip():
        raise UsageError("没有写签收人，没有签收：请写明由谁签收。")
    state = SIGNED if notice.state == SENT else notice.state
    return save_record(store, notice, replace(notice, state=state, receiver=receiver, signed_on=day.isoformat()))


def answer(store: Store, notice: Notice, reply: str, day: dt.date) -> Changes:
    """Note what a unit answered."""
    if notice.state == DRAFT:
        raise UsageError(f"致{notice.addressee}的督办还没有发出，不能反馈：请先发出。")
    if not reply.strip():
        raise UsageError("没有写反馈情况，没有登记：请写明承办情况。")
    after = replace(notice, state=ANSWERED, reply=reply.strip(), replied_on=day.isoformat())
    return save_record(store, notice, after)


def close(store: Store, notice: Notice, review: str, day: dt.date) -> Changes:
    """Strike a notice off; raises UsageError without an answer or a review."""
    if not notice.reply.strip():
        raise UsageError(f"“{notice.title()}”还没有反馈，不能销号：请先登记反馈。")
    if not review.strip():
        raise UsageError(f"“{notice.title()}”没有复核意见，不能销号：请写明复核意见。")
    after = replace(notice, state=CLEARED, review=review.strip(), closed_on=day.isoformat())
    return save_record(store, notice, after)


def risen(store: Store, today: dt.date) -> list[Notice]:
    """Return the notices that nobody answered in time: the next colour is due for them."""
    calendar, wait = work_calendar(store), numbers(store)["notice_rise"]
    return [
        one
        for one in store.select(Notice)
        if one.state in _WAITING and one.colour != COLOURS[-1] and overdue(one.due, None, today, calendar) >= wait
    ]


def rise(store: Store, notices: Sequence[Notice], today: dt.date) -> Plan:
    """Return the plan of raising notices one colour: a new draft follows each, and the old one is struck off."""
    due = work_calendar(store).add(today, numbers(store)["notice_due"]).isoformat()
    changes = []
    for one in notices:
        colour = COLOURS[min(COLOURS.index(one.colour) + 1, len(COLOURS) - 1)]
        after = replace(
            one, id=new_id(), number="", colour=colour, state=DRAFT, due=due, issued_on=None, receiver="",
            signed_on=None, reply="", replied_on=None, review="", closed_on=None, kind=SUPERVISION,
            follows="、".join(part for part in (one.follows, f"{one.number}（{one.colour}）") if part),
        )  # fmt: skip
        struck = replace(one, state=CLEARED, review=f"没有按期反馈，升级为{colour}色", closed_on=today.isoformat())
        changes += [RecordChange(None, after), RecordChange(one, struck)]
    return _plan(store, changes, "督办升级")


def _plan(store: Store, changes: list[RecordChange], reason: str) -> Plan:
    rows = tuple(
        Row(Outcome.NEW if change.before is None else Outcome.CHANGED, change.subject.title()) for change in changes
    )
    return Plan(Source("form", reason=reason), tuple(changes), rows=rows, basis=store.seq)
