"""The desk file's schema, step by step; a released step is never edited.

Each step spells its SQL out instead of deriving it from today's records, or old steps would change
their meaning. sqlite-utils runs the steps; a desk that is up to date opens without importing it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlite_utils import Database, Migrations

SCHEMA = 1
"""The `user_version` of a desk that has every step."""

APPLICATION_ID = 0x504B4453  # "PKDS"

_M001 = """
CREATE TABLE desk(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE subject(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ledger TEXT NOT NULL);

CREATE TABLE offices(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  kind TEXT NOT NULL, parent TEXT NOT NULL, gb_code TEXT NOT NULL, aliases TEXT NOT NULL, valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL, expected INTEGER NOT NULL, sort INTEGER NOT NULL);
CREATE TABLE indicators(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  unit TEXT NOT NULL, show_unit TEXT NOT NULL, decimals INTEGER NOT NULL, direction TEXT NOT NULL, nature TEXT NOT NULL,
  aliases TEXT NOT NULL, sort INTEGER NOT NULL);
CREATE TABLE enterprises(key INTEGER PRIMARY KEY REFERENCES subject(key), id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,
  name TEXT NOT NULL, code TEXT NOT NULL, industry TEXT NOT NULL, industry_name TEXT NOT NULL, park TEXT NOT NULL,
  town TEXT NOT NULL, staff INTEGER, land INTEGER, honours TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL,
  company_type TEXT NOT NULL, registered_on TEXT, capital TEXT NOT NULL, scope TEXT NOT NULL, address TEXT NOT NULL,
  former_code TEXT, notes TEXT NOT NULL, found_by TEXT NOT NULL);
CREATE INDEX enterprises_by_unit ON enterprises(unit);
CREATE TABLE registrations(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, enterprise TEXT NOT NULL,
  year INTEGER NOT NULL, status TEXT NOT NULL, from_period INTEGER NOT NULL, reason TEXT NOT NULL,
  subject INTEGER NOT NULL);
CREATE INDEX registrations_by_subject ON registrations(subject, from_period, status);
CREATE TABLE projects(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, name TEXT NOT NULL,
  owner TEXT NOT NULL, pool TEXT NOT NULL, stage TEXT NOT NULL, nature TEXT NOT NULL, content TEXT NOT NULL, start TEXT,
  finish TEXT, total INTEGER, plan INTEGER, month_done INTEGER, done INTEGER, period INTEGER, counted TEXT NOT NULL,
  level TEXT NOT NULL, problem TEXT NOT NULL, matters TEXT NOT NULL, light TEXT NOT NULL, light_reason TEXT NOT NULL,
  leader TEXT NOT NULL, department TEXT NOT NULL, template TEXT NOT NULL, enterprise TEXT NOT NULL, notes TEXT NOT NULL,
  found_by TEXT NOT NULL);
CREATE TABLE templates(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, name TEXT NOT NULL,
  target TEXT NOT NULL, version INTEGER NOT NULL, effective_from TEXT NOT NULL, in_use INTEGER NOT NULL,
  about TEXT NOT NULL);
CREATE TABLE slots(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, template TEXT NOT NULL, version INTEGER NOT NULL,
  number INTEGER NOT NULL, label TEXT NOT NULL, type TEXT NOT NULL, roles TEXT NOT NULL, required INTEGER NOT NULL,
  city_required INTEGER NOT NULL, every TEXT NOT NULL, times INTEGER NOT NULL, document TEXT NOT NULL);
CREATE TABLE assignments(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, project TEXT NOT NULL,
  enterprise TEXT NOT NULL, about TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, post TEXT NOT NULL,
  phone TEXT NOT NULL, since TEXT NOT NULL);
CREATE INDEX assignments_by_project ON assignments(project);
CREATE TABLE members(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, template TEXT NOT NULL,
  project TEXT NOT NULL, enterprise TEXT NOT NULL, about TEXT NOT NULL, goal TEXT NOT NULL, since TEXT, until TEXT);
CREATE TABLE tenures(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, project TEXT NOT NULL,
  enterprise TEXT NOT NULL, about TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, post TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE people(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, name TEXT NOT NULL,
  post TEXT NOT NULL, level TEXT NOT NULL, department TEXT NOT NULL, phone TEXT NOT NULL, sort INTEGER NOT NULL,
  since TEXT, until TEXT, remark TEXT NOT NULL);
CREATE TABLE departments(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, name TEXT NOT NULL,
  successor TEXT NOT NULL, since TEXT, until TEXT, sort INTEGER NOT NULL);
CREATE TABLE milestones(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, project TEXT NOT NULL,
  number INTEGER NOT NULL, name TEXT NOT NULL, begins TEXT, due TEXT, done_on TEXT, owner TEXT NOT NULL,
  remark TEXT NOT NULL);
CREATE INDEX milestones_by_project ON milestones(project);
CREATE TABLE baselines(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, project TEXT NOT NULL,
  taken_on TEXT, name TEXT NOT NULL, begins TEXT, due TEXT);
CREATE TABLE stages(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, project TEXT NOT NULL,
  stage TEXT NOT NULL, day TEXT, source TEXT NOT NULL);
CREATE INDEX stages_by_project ON stages(project);
CREATE TABLE investments(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, project TEXT NOT NULL,
  period INTEGER NOT NULL, plan INTEGER, month_done INTEGER, done INTEGER, counted INTEGER, stage TEXT NOT NULL);
CREATE INDEX investments_by_project ON investments(project, period);
CREATE TABLE visits(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, day TEXT,
  project TEXT NOT NULL, enterprise TEXT NOT NULL, about TEXT NOT NULL, level TEXT NOT NULL, visitor TEXT NOT NULL,
  form TEXT NOT NULL, problem TEXT NOT NULL, content TEXT NOT NULL, handled INTEGER NOT NULL,
  ordinal INTEGER NOT NULL);
CREATE INDEX visits_by_project ON visits(project, day);
CREATE TABLE issues(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, number TEXT NOT NULL,
  project TEXT NOT NULL, enterprise TEXT NOT NULL, about TEXT NOT NULL, category TEXT NOT NULL, text TEXT NOT NULL,
  source TEXT NOT NULL, raised_on TEXT, lead TEXT NOT NULL, support TEXT NOT NULL, due TEXT, progress TEXT NOT NULL,
  result TEXT NOT NULL, state TEXT NOT NULL, satisfaction TEXT NOT NULL, closed_on TEXT, ordinal INTEGER NOT NULL);
CREATE TABLE notices(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, number TEXT NOT NULL,
  kind TEXT NOT NULL, colour TEXT NOT NULL, state TEXT NOT NULL, addressee TEXT NOT NULL, subject TEXT NOT NULL,
  basis TEXT NOT NULL, gaps TEXT NOT NULL, demands TEXT NOT NULL, due TEXT, signer TEXT NOT NULL, issued_on TEXT,
  receiver TEXT NOT NULL, signed_on TEXT, reply TEXT NOT NULL, replied_on TEXT, review TEXT NOT NULL, closed_on TEXT,
  follows TEXT NOT NULL, rule TEXT NOT NULL, cause TEXT NOT NULL, project TEXT NOT NULL);
CREATE TABLE norms(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, part TEXT NOT NULL,
  name TEXT NOT NULL, number INTEGER NOT NULL, measure TEXT NOT NULL, role TEXT NOT NULL, every TEXT NOT NULL,
  sort INTEGER NOT NULL);
CREATE TABLE rhythm_tasks(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, task TEXT NOT NULL,
  period TEXT NOT NULL, done_on TEXT, document TEXT NOT NULL, remark TEXT NOT NULL);
CREATE TABLE officials(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, period INTEGER NOT NULL,
  figure TEXT NOT NULL, value INTEGER NOT NULL, source TEXT NOT NULL, released_on TEXT);
CREATE TABLE targets(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, year INTEGER NOT NULL,
  indicator TEXT NOT NULL, name TEXT NOT NULL, nature TEXT NOT NULL, measured_in TEXT NOT NULL, amount INTEGER NOT NULL,
  issuer TEXT NOT NULL, document TEXT NOT NULL, issued_on TEXT);
CREATE TABLE returns(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, period INTEGER,
  ledger TEXT NOT NULL, record TEXT NOT NULL, about TEXT NOT NULL, reason TEXT NOT NULL, issuer TEXT NOT NULL,
  package TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE approvals(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, period INTEGER NOT NULL,
  indicator TEXT NOT NULL, measure TEXT NOT NULL, enterprise TEXT NOT NULL, value INTEGER NOT NULL,
  reason TEXT NOT NULL, issuer TEXT NOT NULL);

CREATE TABLE check_rules(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, code TEXT NOT NULL,
  name TEXT NOT NULL, level TEXT NOT NULL, scope TEXT NOT NULL, over TEXT NOT NULL, each TEXT NOT NULL,
  needs TEXT NOT NULL, holds TEXT NOT NULL, text TEXT NOT NULL, together INTEGER NOT NULL, liftable INTEGER NOT NULL,
  active INTEGER NOT NULL);
CREATE TABLE explanations(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,
  period INTEGER NOT NULL, rule TEXT NOT NULL, enterprise TEXT NOT NULL, about TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX explanations_by_period ON explanations(period);
CREATE TABLE period_states(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,
  period INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, package TEXT NOT NULL);
CREATE TABLE holidays(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, day TEXT, name TEXT NOT NULL,
  works INTEGER NOT NULL, source TEXT NOT NULL);
CREATE TABLE deadlines(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, name TEXT NOT NULL,
  day INTEGER NOT NULL, sort INTEGER NOT NULL);

CREATE TABLE wordings(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, paper TEXT NOT NULL,
  text TEXT NOT NULL);
CREATE TABLE absences(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, period INTEGER NOT NULL,
  enterprise TEXT NOT NULL, indicator TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX absences_by_period ON absences(period);
CREATE TABLE cell_marks(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, period INTEGER NOT NULL,
  enterprise TEXT NOT NULL, indicator TEXT NOT NULL, measure TEXT NOT NULL, text TEXT NOT NULL,
  follow INTEGER NOT NULL);
CREATE INDEX cell_marks_by_period ON cell_marks(period);
CREATE TABLE attachments(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ledger TEXT NOT NULL, record TEXT NOT NULL,
  name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, added_on TEXT, notes TEXT NOT NULL);
CREATE INDEX attachments_by_record ON attachments(record);

CREATE TABLE issued(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper TEXT NOT NULL, period TEXT NOT NULL,
  whom TEXT NOT NULL, title TEXT NOT NULL, fingerprint TEXT NOT NULL, page_print TEXT NOT NULL, at TEXT NOT NULL,
  by TEXT NOT NULL, seq INTEGER NOT NULL, content BLOB NOT NULL);

CREATE TABLE fact(indicator INTEGER NOT NULL, period INTEGER NOT NULL, measure INTEGER NOT NULL,
  subject INTEGER NOT NULL, value INTEGER NOT NULL, source INTEGER NOT NULL,
  PRIMARY KEY(indicator, period, measure, subject)) WITHOUT ROWID;
CREATE TABLE fact_history(indicator INTEGER NOT NULL, period INTEGER NOT NULL, measure INTEGER NOT NULL,
  subject INTEGER NOT NULL, value INTEGER, source INTEGER NOT NULL, replaced_by INTEGER NOT NULL);
CREATE INDEX fact_history_by_fact ON fact_history(indicator, period, measure, subject);
CREATE INDEX fact_history_by_change ON fact_history(replaced_by);

CREATE TABLE change(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
  by TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, file TEXT NOT NULL, sheet TEXT NOT NULL,
  sha256 TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL,
  same INTEGER NOT NULL, conflict INTEGER NOT NULL, refused INTEGER NOT NULL, findings TEXT NOT NULL,
  undoes INTEGER, undone_by INTEGER, facts INTEGER NOT NULL DEFAULT 0);
CREATE TABLE record_history(seq INTEGER NOT NULL REFERENCES change(seq), ledger TEXT NOT NULL, id TEXT NOT NULL,
  before TEXT, gone INTEGER NOT NULL, PRIMARY KEY(seq, id)) WITHOUT ROWID;
CREATE INDEX record_history_by_id ON record_history(id);

CREATE TABLE sent_slice(unit TEXT NOT NULL, period TEXT NOT NULL, ledger TEXT NOT NULL, revision INTEGER NOT NULL,
  hash TEXT NOT NULL, base INTEGER NOT NULL, PRIMARY KEY(unit, period, ledger)) WITHOUT ROWID;
CREATE TABLE tried_slice(unit TEXT NOT NULL, period TEXT NOT NULL, ledger TEXT NOT NULL, revision INTEGER NOT NULL,
  hash TEXT NOT NULL, base INTEGER NOT NULL, PRIMARY KEY(unit, period, ledger)) WITHOUT ROWID;
CREATE TABLE package_slice(package TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL, ledger TEXT NOT NULL,
  revision INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY(package, unit, period, ledger)) WITHOUT ROWID;
CREATE TABLE sender(unit TEXT PRIMARY KEY, name TEXT NOT NULL, public_key TEXT NOT NULL, since TEXT NOT NULL,
  by TEXT NOT NULL, age_recipient TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE package_log(id TEXT NOT NULL, direction TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL,
  period TEXT NOT NULL, sequence INTEGER NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL,
  check_code TEXT NOT NULL, file TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, status TEXT NOT NULL,
  seq INTEGER NOT NULL, desk TEXT NOT NULL, place TEXT NOT NULL, about TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(id, direction)) WITHOUT ROWID;
CREATE TABLE stamp(ledger TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, desk TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(ledger, id, field, desk)) WITHOUT ROWID;
CREATE TABLE seen(desk TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""

# Plain ledgers: texts | dates and months, which may be missing | figures, which may be missing.
_PLAIN = """
parks: unit name level parent is_enclave industries codes secretary rank director company paid_by_results tags | |
  planned built land invested roads firms above traders foreign_funded anchors staff hired
park_months: unit park | | period above output output_growth revenue tax investment investment_growth tech tech_growth
  infrastructure year_output year_growth year_tax year_above
facilities: unit park category name state capacity | finished | invested done
housing: unit park name kind state | | area flats used
plants: unit park project number use mode state tenant price | started finished | blocks floors area occupied signed
rooms: unit park number floor room state | | area height load power rent
leases: unit park number floor room tenant contract | begins ends | area rent arrears
finances: unit park name source term lender | | year amount
park_titles: unit park title_name level kind state issuer | given |
partners: unit park partner kind subject result | signed_on |
delegations: unit item department mode window | since |
reserves: unit park name state | | year area cost
parcels: unit number enterprise park location idle cause measure department progress project | due | area revived
  revived_plant
promises: unit number enterprise park energy environment state | signed_on check_on | area intensity tax ratio
  actual_intensity actual_tax
swaps: unit old_firm kind asset new_firm effect | done_on | area plant investment
land_grades: unit grade document | since | price
land_offers: unit number enterprise park way grade priority kind | | area acquired prepared fees price floor service
achievements: unit name source | | period value
duty_tasks: unit number name lead support document | | year
schemes: unit name kind method base_of veto_to missing tops source | | year factor cap share_a share_b share_c smallest
  bonus_cap penalty_cap
scheme_items: unit scheme cohort name measure direction | | year weight base
scheme_scores: unit scheme subject item text | | year value adjust
acreages: unit enterprise code cohort park parcel bonus_why penalty_why veto exempt | | year own_land leased_land
  let_land floor ratio tax revenue added staff energy power water tech emission carbon research bonus penalty
acreage_results: unit enterprise code scheme cohort grade stage objection decision | | year score place
candidates: unit enterprise kind mentor stage batch form licence profit vat photo pledge account approval | deadline
  declared_on | year expected declared
watches: unit enterprise risk helper department measure result | | year
constraints: unit enterprise cause text resolved | | period impact
supplies: unit enterprise power transport material state text | | period plan headroom
disasters: unit event enterprise kind | day resumed | impact loss
honours: unit enterprise honour level batch document review | given until |
tiers: unit enterprise tier step | | year goal
networks: unit enterprise parent role town | since | staff helped output
chains: unit name leader department anchor park firms missing projects | | goal growth
events: unit theme place leader team kind result | day | leads
leads: unit name investor industry stage park owner next_step enterprise evidence floor | signed_on entered_on |
  amount actual area height load power
entries: unit project park veto decision conditions | day | fit intensity tax output energy environment safety jobs
  speed
enclaves: unit project out_unit in_unit | | year since output added investment tax
funds: unit name level enterprise use | accepted_on | year applied approved arrived
payouts: unit policy clause enterprise condition clawback | applied_on approved_on paid_on until | amount rest
meetings: unit topic banks | day | firms demand intent lent
loans: unit enterprise product bank adviser | lent_on due | amount rate overdue compensated
pools: unit product | | size multiple bank_share upper_share own_share
talents: unit name kind place | day | heads
fairs: unit name place firms | day | orders
inspections: unit place kind field inspector result | day | hazards
hazards: unit place text level measure checker | found_on due closed_on |
drills: unit name kind | day | heads copies
benchmarks: unit subject part item gap | | year full score
bottom_lines: unit subject capacity phase_out | deadline | year added revenue energy carbon research violations
park_tasks: unit name tags lead state text | | year
duty_checks: unit enterprise department listing investment progress safety environment wages funding epidemic text
  | | period
recoveries: unit enterprise item state text | day |
rewards: unit project milestone rule | due reached_on paid_on | amount paid
"""


def _plain_tables(lines: str) -> Iterator[str]:
    """Spell the tables of plain ledgers out: what every one of them has besides its own columns."""
    for line in lines.replace("\n  ", " ").strip().splitlines():
        table, _, columns = line.partition(":")
        texts, optional, figures = (part.split() for part in columns.split("|"))
        spelled = [f"{name} TEXT NOT NULL" for name in texts] + [f"{name} TEXT" for name in optional]
        spelled += [f"{name} INTEGER" for name in figures]
        yield (
            f"CREATE TABLE {table}(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, {', '.join(spelled)}, "
            "notes TEXT NOT NULL, found_by TEXT NOT NULL)"
        )
        yield f"CREATE INDEX {table}_by_unit ON {table}(unit)"


def _steps() -> Migrations:
    from sqlite_utils import Migrations

    steps = Migrations("parkdesk")

    @steps()
    def m001_first_landing(database: Database) -> None:
        """Give the desk its registry, figures, projects, duties, official figures and exchange log."""
        for statement in (*_M001.split(";"), *_plain_tables(_PLAIN)):
            if statement.strip():
                database.execute(statement)

    return steps


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a desk up to date; the caller has made a backup where there was data before."""
    from sqlite_utils import Database

    _steps().apply(Database(connection))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
