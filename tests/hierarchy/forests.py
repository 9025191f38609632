# SPDX-License-Identifier: GPL-3.0-or-later
"""Small random forests with known or arbitrary defects, as JSON for the oracle and SQL for a server.

A forest is made in four steps: a random schema (which columns, of which types, under which rules),
random truth (structure and own values) with defects of structure, derived values that fit it, and
then either cells spoilt one by one ("planted": what must be found is known by construction) or
changes that the derived values do not follow ("stale": as real life does it).
"""
import random
import uuid
from fractions import Fraction

from oracle import COLUMN_OF, Oracle
from schemas import OWN, STATUSES, Schema
from values import DAY, digits, family, parse, show


class Forest:
    def __init__(self, seed, size=None, full=False, planted=None, clean=False):
        self.seed = seed
        self.rng = rng = random.Random(seed)
        self.schema = Schema(rng, full)
        self.clean = clean
        self.column = self.schema.column
        self.size = size or rng.choice([1, 2, 3, 5, 8, 13, 20, 30, 60, 100, 200])
        self.is_planted = rng.random() < 0.5 if planted is None else planted
        self.expected_cells = None  # with `planted`: (id, kind) of every derived cell spoilt
        self.rows = []
        self.make_ids()
        self.make_truth()

    # --- cells ---

    def has(self, role):
        return role in self.column

    def get(self, row, role):
        return row.get(self.column[role]) if self.has(role) else None

    def put(self, row, role, value):
        if self.has(role):
            row[self.column[role]] = value

    def make_ids(self):
        rng, kind = self.rng, self.schema.kind("id")
        if kind == "uuid":
            make = lambda i: str(uuid.UUID(int=rng.getrandbits(128)))
        elif kind == "text":
            make = lambda i: rng.choice(["item-{}", "Ä{}", "{}", "it's {}", "x\"{}\\", "a\tb{}"]
                                        ).format(i * 7)
        elif kind == "integer":
            make = lambda i: str(i * 3 + rng.choice([0, 1]) - 20)
        else:
            make = lambda i: str((i * 3 + 1) * rng.choice([1, 10_000_000_000, -1]))
        self.ids = []
        while len(self.ids) < 3 * self.size + 30:
            identity = make(len(self.ids) + 1)
            if identity not in self.ids:
                self.ids.append(identity)
        count = rng.choice([1, 1, 2, 3, 4])
        kind = self.schema.kind("organization") if self.has("organization") else "text"
        names = {"uuid": lambda i: str(uuid.UUID(int=rng.getrandbits(128))),
                 "text": lambda i: f"Org {i} 'ü'"}
        self.organizations = [names.get(kind, lambda i: str(i * 11))(i) for i in range(count)]
        if not self.clean and rng.random() < 0.2:
            self.organizations.append(None)

    def new_id(self):
        return self.ids.pop(0)

    # --- truth ---

    def make_truth(self):
        rng = self.rng
        shape = rng.choice(["random", "random", "deep", "chain", "star", "bushy"])
        for i in range(self.size):
            above = None
            if i > 0 and rng.random() > 0.12:
                above = {"chain": self.rows[-1], "star": self.rows[0],
                         "deep": rng.choice(self.rows[-3:]),
                         "bushy": self.rows[rng.randrange(max(1, i // 4))]}.get(
                             shape, rng.choice(self.rows))
            self.rows.append(self.new_row(above))

    def new_row(self, above):
        rng = self.rng
        row = {column: None for column in self.schema.types}
        self.put(row, "id", self.new_id())
        if "slug" in self.schema.types:
            row["slug"] = f"s{self.get(row, 'id')}".replace("/", "-").replace(".", "-")
        self.put(row, "parent", self.get(above, "id") if above else None)
        self.put(row, "organization", self.get(above, "organization") if above else
                 rng.choice(self.organizations))
        for role in OWN[1:] + ["manual"]:
            if self.has(role):
                self.put(row, role, self.own_value(role))
        if self.has("position") and self.clean:
            self.put(row, "position", str(len(self.rows) + 1))
        return row

    def own_value(self, role):
        rng = self.rng
        if self.clean and role in ("archived", "deleted", "manual"):
            return "false" if self.schema.kind(role) == "boolean" else None
        if role == "updated":
            if not self.clean and rng.random() < 0.03:
                return rng.choice([0, 5, 20])
            return None if rng.random() < 0.1 else rng.randrange(5_000, 5_000_000)
        if rng.random() < 0.15:
            return None
        kind = family(self.schema.kind(role))
        if role == "status":
            return rng.choice(["true", "false"] if kind == "boolean" else STATUSES)
        if role in ("archived", "deleted", "manual"):
            if kind == "boolean":
                return "true" if rng.random() < 0.15 else "false"
            return self.time_text(role) if rng.random() < 0.15 else None
        if role in ("start", "end"):
            text = self.time_text(role)
            if self.clean:  # the end never lies before a start
                text = text.replace("2026", "2025" if role == "start" else "2027")
            return text
        if role == "position":
            return str(rng.randrange(1, 12)) if kind != "text" else rng.choice("abcdefghijk")
        if role == "own_progress":
            top = self.schema.rules.get("progress_scale", 100)
            return show(Fraction(rng.randrange(0, 101), 100) * top, self.schema.kind(role))
        return self.estimate()

    def estimate(self):
        rng, kind = self.rng, self.schema.kind("estimate")
        if rng.random() < 0.1:
            return show(Fraction(0), kind)
        if family(kind) == "interval":
            return show(Fraction(rng.randrange(1, 400) * 900 * 1_000_000), kind)
        places = {"numeric(10,2)": 2, "numeric": rng.choice([0, 1, 3]), "real": 1}.get(kind)
        if places is None:
            places = 2 if family(kind) == "float" else 0
        return show(Fraction(rng.randrange(1, 4000), 10 ** places), kind)

    def time_text(self, role):
        kind = self.schema.kind(role)
        micros = (20454 + self.rng.randrange(0, 360)) * DAY  # within 2026
        if family(kind) != "date":
            micros += self.rng.randrange(0, 86_400) * 1_000_000
            if "(0)" not in kind and self.rng.random() < 0.3:
                micros += self.rng.randrange(0, 1_000_000)
        return show(micros, kind)

    # --- the oracle's view ---

    def as_json(self, organization=None):
        forest = {"mapping": self.schema.mapping(), "types": self.schema.types,
                  "rules": self.schema.rules, "rows": self.rows}
        if organization is not None:
            forest["organization"] = organization
        return forest

    def fit(self):
        """Gives every derived cell the value that it should have."""
        truth = Oracle(self.as_json())
        for i, row in enumerate(self.rows):
            for kind, role in COLUMN_OF.items():
                if not self.has(role) or (self.schema.shared and kind in ("T1", "T2")):
                    continue
                value = truth.expected(i, kind)
                if kind[0] == "R" and not self.clean and self.rng.random() < 0.3 and (
                        truth.expected_value(i, kind) == 0):
                    value = None  # zero as NULL: representation, no drift
                self.put(row, role, value)
        if self.schema.shared:
            self.fit_shared()

    def fit_shared(self):
        """Dates that are rolled up in place: an inner item's own dates are the rolled ones."""
        for _ in range(3):
            truth = Oracle(self.as_json())
            for i, row in enumerate(self.rows):
                if not truth.manual[i]:
                    for side, role in enumerate(("start", "end")):
                        self.put(row, role, show(truth.t[side][i], self.schema.kind(role)))

    # --- defects of structure ---

    def descendants(self, row):
        below, todo = [row], [row]
        while todo:
            top = self.get(todo.pop(), "id")
            new = [other for other in self.rows
                   if self.get(other, "parent") == top and other not in below]
            below += new
            todo += new
        return below

    def sound(self):
        """Rows that no defect of structure has been planted on yet."""
        return [row for row in self.rows if not row.get("_spoilt")]

    def spoil(self, row):
        row["_spoilt"] = True
        return (self.get(row, "id"))

    def plant_self_parent(self):
        row = self.rng.choice(self.sound() or self.rows)
        self.put(row, "parent", self.get(row, "id"))
        return [self.spoil(row)]

    def plant_cycle(self):
        row = self.rng.choice(self.sound() or self.rows)
        below = [other for other in self.descendants(row)[1:] if not other.get("_spoilt")
                 and self.get(other, "organization") == self.get(row, "organization")]
        if not below or any(other.get("_spoilt") for other in self.descendants(row)):
            return []
        low = self.rng.choice(below)
        self.put(row, "parent", self.get(low, "id"))
        by_id = {self.get(other, "id"): other for other in self.rows}
        ring = [low]
        while ring[-1] is not row:
            ring.append(by_id[self.get(ring[-1], "parent")])
        return [self.spoil(other) for other in ring]

    def plant_orphan(self):
        row = self.rng.choice(self.sound() or self.rows)
        self.put(row, "parent", self.new_id())
        return [self.spoil(row)]

    def plant_foreign_parent(self):
        row = self.rng.choice(self.sound() or self.rows)
        others = [other for other in self.rows
                  if self.get(other, "organization") != self.get(row, "organization")]
        if not others:
            return []
        self.put(row, "parent", self.get(self.rng.choice(others), "id"))
        return [self.spoil(row)]

    STRUCTURE = {"S1": plant_self_parent, "S2": plant_cycle, "S3": plant_orphan,
                 "S4": plant_foreign_parent}

    # --- cells spoilt one by one ---

    def spoil_cell(self, row, kind):
        """Another value than the one that is there; False if there is none."""
        role, rng = COLUMN_OF[kind], self.rng
        if not self.has(role):
            return False
        column_type = self.schema.kind(role)
        text = self.get(row, role)
        value = parse(text, column_type)
        if rng.random() < 0.1 and (kind in ("D1", "D2") or value):
            self.put(row, role, None)
            return bool(text)  # NULL and '' mean the same where a root's path is empty
        if kind == "D2":
            other = self.get(rng.choice(self.rows), "path") or ""
            segments = (text or "x").split("/")
            rng.shuffle(segments)
            new = rng.choice([other, "/".join(segments), (text or "") + "x", (text or "")[:-1], ""])
            self.put(row, role, new)
            return new != (text or "")
        if kind in ("T1", "T2"):
            new = None if value is None else value + rng.choice([-400, -1, 1, 30]) * DAY
            if new is None:
                new = 20454 * DAY
            self.put(row, role, show(new, column_type))
            return True
        unit = Fraction(1)
        places = digits(column_type)
        if places:
            unit = Fraction(1, 10 ** places)
        if family(column_type) == "float":
            unit = Fraction(1, 4)
        if family(column_type) == "interval":
            unit = Fraction(60_000_000)
        new = (value or Fraction(0)) + rng.choice([-1, 1, 1, 2, 7, 100]) * unit
        if kind == "R5" and family(column_type) != "float":
            new = abs(new)
        if new == (value or 0) or (value is None and new == 0):
            return False
        self.put(row, role, show(new, column_type))
        return True

    # --- changes that the derived values do not follow ---

    def drift_once(self):
        rng = self.rng
        row = rng.choice(self.rows)
        what = rng.choice(["move", "move", "estimate", "status", "archived", "deleted", "start",
                           "end", "insert", "remove", "organization", "position", "own_progress",
                           "updated", "cell", "cell", "structure", "manual"])
        if what == "move":
            below = self.descendants(row)
            targets = [other for other in self.rows if other not in below
                       and self.get(other, "organization") == self.get(row, "organization")]
            if targets:
                self.put(row, "parent", self.get(rng.choice(targets), "id"))
        elif what == "insert":
            self.rows.append(self.new_row(row))
        elif what == "remove" and len(self.rows) > 1:
            self.rows = [other for other in self.rows if other is not row]
        elif what == "organization" and self.has(what):
            self.put(row, what, rng.choice(self.organizations))
        elif what == "cell":
            for kind in rng.sample(list(COLUMN_OF), rng.choice([1, 2, 9])):
                if not (self.schema.shared and kind in ("T1", "T2")):
                    self.spoil_cell(row, kind)
        elif what == "structure":
            rng.choice(list(self.STRUCTURE.values()))(self)
        elif self.has(what) and what not in ("move", "insert", "remove"):
            self.put(row, what, self.own_value(what))

    # --- whole forests ---

    def tells_base(self, row):
        """True for roots where no rule declares the base: their depths are what it is fitted to."""
        return "depth_base" not in self.schema.rules and self.get(row, "parent") is None

    def build(self):
        rng = self.rng
        for _ in range(rng.choice([0, 0, 1, 2, 5])):
            rng.choice(list(self.STRUCTURE.values()))(self)
        self.fit()
        if self.is_planted and not self.schema.shared:
            self.expected_cells = set()
            # A ring is cut where its stored depths say: they stay as they are.
            ring = {i for cycle in Oracle(self.as_json()).cycles for i in cycle}
            for _ in range(rng.choice([0, 1, 3, 20])):
                i = rng.randrange(len(self.rows))
                for kind in rng.sample(list(COLUMN_OF), rng.choice([1, 2, 5, 9])):
                    identity = self.get(self.rows[i], "id")
                    if (identity, kind) in self.expected_cells or (
                            kind == "D1" and (i in ring or self.tells_base(self.rows[i]))):
                        continue
                    if self.spoil_cell(self.rows[i], kind):
                        self.expected_cells.add((identity, kind))
        else:
            for _ in range(rng.choice([0, 1, 3, 10, 40])):
                self.drift_once()
        return self.finish()

    def alone(self, kind):
        """Defects of one kind only; returns the ids that carry it."""
        rng, carriers = self.rng, []
        if kind in self.STRUCTURE:
            for _ in range(rng.choice([1, 2, 3])):
                carriers += self.STRUCTURE[kind](self)
        elif kind == "S6":
            parents = [self.get(row, "parent") for row in self.rows]
            inner = [row for row in self.rows if self.get(row, "id") in parents]
            for row in inner[:1]:
                role = rng.choice(["archived", "deleted"])
                flag = self.schema.kind(role) == "boolean"
                self.put(row, role, "true" if flag else self.time_text(role))
                carriers += [self.get(other, "id") for other in self.rows
                             if self.get(other, "parent") == self.get(row, "id")]
        elif kind == "S7":
            self.schema.rules["max_depth"] = 1
            by_id = {self.get(row, "id"): self.get(row, "parent") for row in self.rows}
            carriers = [i for i in by_id if by_id.get(by_id.get(i)) is not None]
        elif kind == "S8":
            siblings = {}
            for row in self.rows:
                key = (self.get(row, "parent"), self.get(row, "organization"))
                siblings.setdefault(key, []).append(row)
            for group in siblings.values():
                if len(group) > 1:
                    for row in group[:2]:
                        self.put(row, "position", "1" if self.schema.kind("position") != "text"
                                 else "zz")
                        carriers.append(self.get(row, "id"))
                    break
        elif kind == "Q1":
            row = rng.choice(self.rows)
            early, late = sorted(self.time_text("start") for _ in range(2))
            self.put(row, "start", late)
            self.put(row, "end", early)
            carriers = [self.get(row, "id")] if early != late else []
        if kind not in ("S7",) and "max_depth" in self.schema.rules:
            self.schema.rules["max_depth"] = 500
        self.fit()
        if kind in COLUMN_OF:
            for row in rng.sample(self.rows, min(len(self.rows), rng.choice([1, 2, 3]))):
                if self.spoil_cell(row, kind):
                    carriers.append(self.get(row, "id"))
        return self.finish(), set(carriers)

    def finish(self):
        for row in self.rows:
            row.pop("_spoilt", None)
        self.rng.shuffle(self.rows)
        return self

    # --- SQL ---

    def sql(self, table):
        """Statements that make and fill public.<table>; they end with nothing else changed."""
        kinds = dict(self.schema.types)
        out = []
        if "status_type" in kinds.values():
            out.append(f"CREATE TYPE {table}_status AS ENUM ('open','active','done','closed',"
                       "'blocked');")
        definitions = [f"{quote(name)} {kind.replace('status_type', table + '_status')}"
                       for name, kind in kinds.items()]
        if self.rng.random() < 0.7:
            definitions.append(f"PRIMARY KEY ({quote(self.column['id'])})")
        out.append(f"CREATE TABLE {table} ({', '.join(definitions)});")
        updated = self.column.get("updated")
        values = []
        for row in self.rows:
            cells = []
            for name in kinds:
                if row[name] is None:
                    cells.append("NULL")
                elif name == updated:
                    cells.append(f"now() - interval '{row[name]} s'")
                else:
                    cells.append(literal(row[name]))
            values.append("(" + ", ".join(cells) + ")")
        # A `timestamp` is read in the rules' time zone; literals of timestamptz tell their own.
        out.append(f"SET TIME ZONE '{self.schema.rules.get('time_zone', 'UTC')}';")
        for start in range(0, len(values), 500):
            out.append(f"INSERT INTO {table} VALUES\n" + ",\n".join(values[start:start + 500]) + ";")
        return "\n".join(out) + "\n"


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
