"""MEMORY: the only rooms where SQL is spoken."""

from __future__ import annotations

from parkdesk.store.backups import check_file, newest_sound, restore
from parkdesk.store.exchange import Exchange, HeldSlice, LoggedPackage, Sender, SentSlice, SliceKey, SliceState
from parkdesk.store.facts import Facts, FactVersion, MonthRow, Revision, Total
from parkdesk.store.faults import known_cause
from parkdesk.store.issued import Issued, IssuedPaper
from parkdesk.store.journal import Changes, ImportEntry, new_id, new_ids
from parkdesk.store.query import Filter, Pages, Query
from parkdesk.store.resting import collector_at_rest
from parkdesk.store.stamps import FACTS, Item, Stamp, Stamps
from parkdesk.store.store import DeskInfo, RecordVersion, Store, new_desk_info

__all__ = [
    "FACTS",
    "Changes",
    "DeskInfo",
    "Exchange",
    "FactVersion",
    "Facts",
    "Filter",
    "HeldSlice",
    "ImportEntry",
    "Issued",
    "IssuedPaper",
    "Item",
    "LoggedPackage",
    "MonthRow",
    "Pages",
    "Query",
    "RecordVersion",
    "Revision",
    "Sender",
    "SentSlice",
    "SliceKey",
    "SliceState",
    "Stamp",
    "Stamps",
    "Store",
    "Total",
    "check_file",
    "collector_at_rest",
    "known_cause",
    "new_desk_info",
    "new_id",
    "new_ids",
    "newest_sound",
    "restore",
]
