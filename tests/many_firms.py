"""A desk with very many firms, written straight into its file: what is tested is the table, not the import."""

from __future__ import annotations

import random

_PLACES, _GOODS = "鼎昇恒嘉汉江禾川单氏瑞丰", "茶业魔芋建材玩具铸造食品矿业"
_SOUNDS = (("ds", "hj", "hj", "hc", "ss", "rf"), ("cy", "my", "jc", "wj", "zz", "sp", "ky"))
_PARKS, _TOWNS = ("高新区生物医药园", "新型材料产业园", ""), ("城关镇", "吕河镇", "甘溪镇", "蜀河镇")
_TRADES = (("C30", "非金属矿物制品业"), ("C14", "食品制造业"), ("C27", "医药制造业"))
_STATUSES = ("在库", "在库", "在库", "新增入库", "退库")


def fill(store, count, unit="610981"):
    """Put `count` firms with a standing into an empty desk."""
    chance = random.Random(7)
    connection = store._connection
    columns = (
        "key, id, unit, name, code, industry, industry_name, park, town, staff, land, honours, contact, phone,"
        " company_type, registered_on, capital, scope, address, former_code, notes, found_by"
    )

    def row(key):
        place, goods, trade = chance.randrange(6), chance.randrange(7), _TRADES[chance.randrange(3)]
        name = f"旬阳{_PLACES[place * 2 : place * 2 + 2]}{_GOODS[goods * 2 : goods * 2 + 2]}{key}有限公司"
        return (
            key, f"e{key:015d}", unit, name, f"91610928MA{key:07d}X", *trade, chance.choice(_PARKS),
            chance.choice(_TOWNS), chance.randrange(10, 3000), chance.randrange(100, 90_000), "", "王晓梅",
            f"139{key:08d}", "有限责任公司", f"20{chance.randrange(24):02d}-03-05", "500万元", "生产、加工、销售",
            f"旬阳市工业大道{key}号", None, "{}", f"xy{_SOUNDS[0][place]}{_SOUNDS[1][goods]}{key}yxgs",
        )  # fmt: skip

    with store.transaction():
        keys = range(1, count + 1)
        connection.executemany(
            "INSERT INTO subject VALUES (?, ?, 'enterprises')", ((key, f"e{key:015d}") for key in keys)
        )
        marks = ", ".join("?" * 22)
        connection.executemany(f"INSERT INTO enterprises({columns}) VALUES ({marks})", map(row, keys))
        connection.executemany(
            "INSERT INTO registrations(id, enterprise, year, status, from_period, reason, subject)"
            " VALUES (?, ?, 2026, ?, 202600, '', ?)",
            ((f"r{key}", f"e{key:015d}", chance.choice(_STATUSES), key) for key in keys),
        )
