"""Before anything leaves: what stands in the way, what the receiver will see changed, what goes, and the cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.office.checking import EXPLAIN, check
from parkdesk.office.cover import cover
from parkdesk.office.dates import chinese_date
from parkdesk.office.differences import seen_by_receiver
from parkdesk.office.exchange import draft_of
from parkdesk.records import LEDGERS
from parkdesk.sync.desk_keys import own_public_key
from parkdesk.sync.sending import numbered
from parkdesk.sync.slices import slice_title

if TYPE_CHECKING:
    from parkdesk.office.checking import Judged
    from parkdesk.office.exchange import Packing
    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.store import Store
    from parkdesk.sync.revisions import Seen


@dataclass(frozen=True, slots=True)
class Content:
    """One table that goes out: its title and how many rows it carries."""

    title: str
    rows: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a package would be: `blocking` must be settled first, `unexplained` may stay but will be asked about."""

    receiver: str
    blocking: tuple[Judged, ...]
    unexplained: tuple[Judged, ...]
    seen: tuple[Seen, ...]
    contents: tuple[Content, ...]
    is_first: bool
    """Whether nothing of the kind went out before."""


def outlook(store: Store, period: Period, packing: Packing) -> Outlook:
    """Return what a package of a period would be; nothing is written."""
    before = any(one.kind == packing.kind for one in store.exchange.packages("sent"))
    if packing.kind == "colleague":
        counts = store.counts()
        titles = {table: ledger.LABEL for table, ledger in LEDGERS.items()} | {"facts": "月度数据"}
        contents = tuple(Content(title, counts[table]) for table, title in titles.items() if counts[table])
        return Outlook("本单位同事", (), (), (), contents, not before)
    draft = draft_of(store, period, packing)
    tables = {table.name: table for table in draft.tables}
    carried = [(item, tables[item.resource]) for item in draft.slices if item.resource is not None]
    contents = tuple(Content(slice_title(item.key), table.rows) for item, table in carried if table.rows)
    whom = draft.receiver.name if draft.receiver else "各下级单位" if packing.kind == "directive" else "上级单位"
    if packing.kind == "directive":
        return Outlook(whom, (), (), (), contents, not before)
    checked = check(store, period)
    unexplained = tuple(one for one in checked.of(EXPLAIN) if not one.explanation)
    seen = tuple(seen_by_receiver(store, draft))
    return Outlook(whom, tuple(checked.blocking), unexplained, seen, contents, not before)


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """The cover as it will lie in the package, with the id that makes it so."""

    report: Report
    package_id: str
    check_code: str


def cover_sheet(store: Store, period: Period, packing: Packing) -> CoverSheet:
    """Return the cover of the package that would go out now; nothing is written."""
    package = numbered(store, draft_of(store, period, packing))
    report = cover(store, package, own_public_key(store), chinese_date(store.day()))
    return CoverSheet(report, package.package_id, package.check_code)
