"""Whose sheet it is: 填报单位 against the unit that was asked for and the desk's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError, UsageError

if TYPE_CHECKING:
    from parkdesk.intake.grid import Grid
    from parkdesk.intake.layout import Layout
    from parkdesk.store import Store


def unit_named(store: Store, text: str) -> str | None:
    """Return the code of the office that a text names, the one named last where there are several."""
    best = (-1, 0, "")
    for code, names in _names(store).items():
        for name in names:
            at = text.rfind(name)
            if at >= 0:
                best = max(best, (at + len(name), len(name), code))
    return best[2] or None


def unit_of_sheet(store: Store, grid: Grid, layout: Layout, wanted: str | None) -> str:
    """Return the unit that a sheet's rows belong to.

    Raises IntakeError where 填报单位 is another one, UsageError where a 市级 desk cannot tell.
    """
    names = _names(store)
    if wanted is not None and wanted not in names:
        raise UsageError(f"没有代码为“{wanted}”的单位；请用六位区划代码或自编代码，如 610981、610900-GX。")
    unit = wanted or (None if store.desk.is_city else store.desk.unit)
    said = unit_named(store, layout.who)
    if unit is None:
        unit = said or unit_named(store, layout.title) or unit_named(store, grid.file)
        if unit is None or unit == store.desk.unit:
            raise UsageError(f"“{grid.file}”没有写填报单位；请指明它是哪个县区的表，再导入。")
    elif said not in (None, unit) and not any(name in layout.who for name in names[unit]):
        raise IntakeError(
            f"“{grid.file}”的填报单位是“{layout.who}”，不是{names[unit][0]}；请核对是否拿错了文件，没有导入。"
        )
    elif said is None and wanted is None and (other := _titled_for(store, layout.title, unit, names)):
        raise IntakeError(
            f"“{grid.file}”的标题“{layout.title}”写的是{other}，不是{names[unit][0]}；请核对是否拿错了文件，没有导入。"
        )
    return unit


def _titled_for(store: Store, title: str, unit: str, names: dict[str, tuple[str, ...]]) -> str:
    """Return the name of another office that a title names instead of the unit or those above it."""
    said = unit_named(store, title)
    offices = store.offices()
    above, at = {unit}, unit
    while at in offices and offices[at].parent and offices[at].parent not in above:
        at = offices[at].parent
        above.add(at)
    if said is None or said in above or any(name in title for name in names[unit]):
        return ""
    return names[said][0]


def _names(store: Store) -> dict[str, tuple[str, ...]]:
    names = {code: office.names() for code, office in store.offices().items()}
    own = names.get(store.desk.unit, ())
    names[store.desk.unit] = tuple(dict.fromkeys((*own, store.desk.name))) if store.desk.name else own
    return {code: tuple(name for name in found if name) for code, found in names.items()}
