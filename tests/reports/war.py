"""Sixty fictional projects with milestones, as a war map has them."""

from __future__ import annotations

import datetime as dt
import random

from parkdesk.records import Baseline, Milestone, Project, catalogue
from parkdesk.rules import war_map
from parkdesk.rules.lights import Evidence, judge
from parkdesk.rules.workdays import WorkCalendar

TODAY = dt.date(2026, 10, 12)
STEPS = ("土地平整", "主体封顶", "设备采购", "安装调试", "试生产", "竣工验收")
_KINDS = ("球墨铸件二期技改", "植物提取", "光伏电站", "艾系列产品深加工", "智能建筑装备产业基地", "毛绒玩具", "石英砂",
          "包装印刷")  # fmt: skip


def sample(number: int = 60, *, weekly: bool = False) -> war_map.WarMap:
    """Return the map of so many projects."""
    chance = random.Random(7)
    norms = {norm.code: norm.number for norm in catalogue.norms()}
    days = WorkCalendar.of(catalogue.holidays())
    projects, steps, bases = [], [], []
    for at in range(number):
        stage = chance.choice(("储备", "签约", "开工", "在建", "安装调试", "试生产", "竣工投产"))
        pool = {"储备": "储备一批", "签约": "储备一批", "试生产": "竣工一批", "竣工投产": "竣工一批"}.get(
            stage, "开工一批"
        )
        projects.append(
            Project(
                id=f"p{at}",
                unit="1",
                name=f"{'甲乙丙丁戊己庚辛'[at % 8]}{at}{chance.choice(_KINDS)}项目",
                stage=stage,
                pool=pool,
                start=f"202{chance.choice('56')}-{chance.randint(1, 12):02d}",
                finish=f"2026-{chance.randint(6, 12):02d}",
                plan=1000,
                done=chance.randint(0, 1000),
                period=202609,
                leader=chance.choice(("高建", "李文博", "欧阳志远")),
                department=chance.choice(("市发改局", "市自然资源局")),
            )
        )
        for place, name in enumerate(STEPS[: chance.randint(3, 6)]):
            due = dt.date(2026, 1 + place * 2, chance.randint(1, 28))
            done = due + dt.timedelta(days=chance.randint(-9, 20))
            kept = done.isoformat() if done < TODAY and chance.random() < 0.8 else None
            steps.append(Milestone(id=f"m{at}-{place}", unit="1", project=f"p{at}", name=name, number=place,
                                   due=due.isoformat(), done_on=kept))  # fmt: skip
            if chance.random() < 0.3:
                moved = (due - dt.timedelta(days=20)).isoformat()
                bases.append(Baseline(id=f"b{at}-{place}", unit="1", project=f"p{at}", taken_on="2026-01-05", name=name,
                                      due=moved))  # fmt: skip
    lights = {
        one.id: judge(one, Evidence(TODAY, norms, days, tuple(s for s in steps if s.project == one.id)))
        for one in projects
    }
    stretch = war_map.weeks_around(TODAY) if weekly else war_map.year_of(TODAY)
    return war_map.build(projects, lights, steps, bases, TODAY, stretch, weekly=weekly)
