#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scan must find, computed the plain way. Shares no code with the scan.

Reads a forest as JSON (standard input or a file) and prints the findings as JSON:

    {"mapping": {"id": column, "parent": column, ..., "done": [values]},   as in arborist.toml
     "types":   {column: "numeric(10,2)", ...},                            PostgreSQL's names
     "rules":   {"depth_base": 0, "path": {"separator": "/", "label": "id", "self": true,
                 "leading": false, "trailing": false}, "estimate_sum": "own+descendants",
                 "min_start": "children", "max_end": "children", "progress_scale": 100,
                 "progress_digits": 2, "count_archived": true, "count_deleted": false,
                 "max_depth": 64, "grace_seconds": 300, "time_zone": "UTC", "declared": []},
     "organization": "7",                                                  limits the scan to one
     "rows":    [{column: text or null, ...}]}                             `updated`: seconds ago
"""
import json
import sys
from fractions import Fraction

from truth import Truth
from values import convert_time, digits, family, same_number, show

KINDS = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "D1", "D2", "R1", "R2", "R3", "R4", "R5",
         "T1", "T2", "Q1"]
COLUMN_OF = {"D1": "depth", "D2": "path", "R1": "child_count", "R2": "descendant_count",
             "R3": "done_count", "R4": "estimate_sum", "R5": "progress", "T1": "min_start",
             "T2": "max_end"}
DECLARED_BY = {"R1": ("count_archived", "count_deleted"), "R2": ("count_archived", "count_deleted"),
               "R3": ("count_archived", "count_deleted"), "R5": ("progress",)}


class Oracle(Truth):
    def __init__(self, forest):
        super().__init__(forest)
        self.found = {}  # (item, kind) -> finding
        self.structure()
        self.derived()
        self.flight()

    def report(self, i, kind, origin, repairable, stored=None, expected=None):
        self.found[i, kind] = {"id": self.ids[i], "organization": self.cell(i, "organization"),
                               "kind": kind, "origin": origin, "repairable": repairable,
                               "stored": stored, "expected": expected}

    # --- structure and data ---

    def structure(self):
        limit = self.rule("max_depth", 64)
        path = self.rules.get("path") or {"separator": "/", "label": "id", "self": True}
        names_ids = self.has("path") and path["label"] in ("id", self.mapping["id"])
        for i in range(self.n):
            wanted = self.cell(i, "parent")
            if self.cut[i] in ("S1", "S3", "S4"):
                self.report(i, self.cut[i], True, True, wanted)
            if names_ids:
                named = self.named_parent(i, path)
                if named in self.index and wanted in self.index and named != wanted:
                    self.report(i, "S5", True, None, named, wanted)  # repairable: see derived()
            parent = self.parent[i]
            if parent is not None and self.live(i) and not self.live(parent):
                self.report(i, "S6", True, False, wanted)
            if self.edges[i] > limit:
                self.report(i, "S7", self.edges[i] == limit + 1, False, str(self.edges[i]),
                            str(limit))
            start, end = self.value(i, "start"), self.value(i, "end")
            if start is not None and end is not None and start > end:
                self.report(i, "Q1", True, False, self.cell(i, "start"), self.cell(i, "end"))
        for cycle in self.cycles:
            for i in cycle:
                head = self.cut[i] == "S2"
                self.report(i, "S2", head, head, self.cell(i, "parent"))
        self.positions()

    def live(self, i):
        return not self.flag(i, "deleted") and not self.flag(i, "archived")

    def named_parent(self, i, path):
        text = self.cell(i, "path")
        if text is None:
            return None
        separator = path["separator"]
        if path.get("leading"):
            if not text.startswith(separator):
                return None  # not written by the rule: names nobody
            text = text[len(separator):]
        if path.get("trailing") and text:
            if not text.endswith(separator):
                return None
            text = text[:-len(separator)]
        segments = text.split(separator)
        back = 2 if path.get("self", True) else 1
        return segments[-back] if len(segments) >= back else None

    def positions(self):
        if not self.has("position"):
            return
        groups = {}
        for i in range(self.n):
            position = self.value(i, "position")
            if position is not None and self.cut[i] is None:
                key = (self.parent[i], self.cell(i, "organization"), position)
                groups.setdefault(key, []).append(i)
        whole = family(self.kind_of("position")) == "integer"
        for group in groups.values():
            if len(group) > 1:
                for i in group:
                    self.report(i, "S8", True, whole, self.cell(i, "position"))

    # --- derived values ---

    def in_scope(self, i):
        return self.scope is None or self.cell(i, "organization") == self.scope

    def derived(self):
        self.known, self.agreement, self.null_for_zero = {}, {}, 0
        self.base = self.rules.get("depth_base")
        if self.base is None:
            roots = [self.value(i, "depth") for i in range(self.n)
                     if self.in_scope(i) and self.cell(i, "parent") is None]
            self.base = 1 if roots.count(1) > roots.count(0) else 0
        self.paths()
        wrong = {}
        for kind, role in COLUMN_OF.items():
            if not self.has(role):
                continue
            inner = agree = empty = 0
            wrong[kind] = []
            for i in range(self.n):
                if not self.in_scope(i) or self.not_a_target(i, kind):
                    continue
                state = self.compare(i, kind)
                if state == "differs":
                    wrong[kind].append(i)
                empty += state == "representation"
                if self.children[i]:
                    inner += 1
                    agree += state != "differs"
            self.agreement[kind] = (agree, inner)
            names = DECLARED_BY.get(kind, (role,))
            declared = any(name in self.rules.get("declared", []) for name in names)
            self.known[kind] = declared or 10 * agree >= 9 * inner
            if self.known[kind] and kind.startswith("R"):
                self.null_for_zero += empty
        for kind, items in wrong.items():
            if self.known[kind]:
                for i in items:
                    self.report(i, kind, self.is_origin(i, kind), True,
                                self.cell(i, COLUMN_OF[kind]), self.expected(i, kind))
        for (i, kind), finding in self.found.items():
            if kind == "S5":
                finding["repairable"] = (i, "D2") in self.found

    def not_a_target(self, i, kind):
        return kind in ("T1", "T2") and self.shared[kind == "T2"] and self.manual[i]

    def paths(self):
        rule = dict(self.rules.get("path") or {"separator": "/", "label": "id"})
        self.path_rule = rule
        separator, own = rule["separator"], rule.get("self", True)
        column = self.mapping["id"] if rule["label"] == "id" else rule["label"]
        self.label = [row[column] for row in self.rows]
        segments = [None] * self.n
        self.path = [None] * self.n
        for i in self.top_down:
            above = [] if self.parent[i] is None else segments[self.parent[i]]
            segments[i] = above + [self.label[i]]
            text = separator.join(segments[i] if own else above)
            if rule.get("leading"):
                text = separator + text
            if rule.get("trailing") and not (text == separator and rule.get("leading")):
                text = text + separator
            self.path[i] = text

    def expected_value(self, i, kind):
        return {"D1": lambda: Fraction(self.edges[i] + self.base), "R1": lambda: self.r1[i],
                "R2": lambda: self.r2[i], "R3": lambda: self.r3[i], "R4": lambda: self.r4[i],
                "R5": lambda: self.r5[i], "T1": lambda: self.time(i, 0),
                "T2": lambda: self.time(i, 1)}[kind]()

    def time(self, i, side, own=False):
        value = self.interval[i][side] if own else self.t[side][i]
        if value is None:
            return None
        source = self.kind_of("start") if self.has("start") else self.kind_of("end")
        return convert_time(value, source, self.kind_of(("min_start", "max_end")[side]),
                            self.rule("time_zone", "UTC"))

    def expected(self, i, kind):
        if kind == "D2":
            return self.path[i]
        places = self.places(kind) if kind == "R5" else None
        return show(Fraction(value) if (value := self.expected_value(i, kind)) is not None
                    and kind[0] in "DR" else value, self.kind_of(COLUMN_OF[kind]), places)

    def places(self, kind):
        if kind != "R5":
            return None
        declared = self.rules.get("progress_digits")
        if declared is not None:
            return declared
        return digits(self.kind_of("progress"))

    def compare(self, i, kind):
        role = COLUMN_OF[kind]
        if kind == "D2":
            stored = self.cell(i, role)
            if stored is None and not self.path_rule.get("self", True) and self.parent[i] is None:
                stored = ""
            return "agrees" if stored == self.path[i] else "differs"
        stored, expected = self.value(i, role), self.expected_value(i, kind)
        if stored is None and kind.startswith("R"):
            # Representation: the column would hold 0 anyway.
            zero = same_number(Fraction(0), Fraction(expected), self.kind_of(role),
                               self.places(kind))
            return "representation" if zero else "differs"
        if kind in ("T1", "T2"):
            return "agrees" if stored == expected else "differs"
        if stored is None:
            return "differs"
        same = same_number(stored, Fraction(expected), self.kind_of(role), self.places(kind))
        return "agrees" if same else "differs"

    # --- origin: does the stored value follow from the stored values next to it? ---

    def is_origin(self, i, kind):
        return getattr(self, "origin_" + kind.lower())(i)

    def origin_d1(self, i):
        parent = self.parent[i]
        if parent is None:
            return True
        mine, above = self.value(i, "depth"), self.value(parent, "depth")
        return mine is None or above is None or mine != above + 1

    def origin_d2(self, i):
        parent = self.parent[i]
        if parent is None:
            return True
        mine, above = self.cell(i, "path"), self.cell(parent, "path")
        if mine is None or above is None:
            return True
        separator = self.path_rule["separator"]
        if not self.path_rule.get("self", True):
            label = self.label[parent]
            return mine != (label if above == "" else above + separator + label)
        if self.path_rule.get("trailing"):
            return mine != above + self.label[i] + separator
        return mine != above + separator + self.label[i]

    def origin_r1(self, _):
        return True

    def stored_number(self, i, role):
        return self.value(i, role) or Fraction(0)

    def differs(self, i, role, follows):
        """NULL counts as the zero that it stands for."""
        stored = self.stored_number(i, role)
        return not same_number(stored, Fraction(follows), self.kind_of(role))

    def origin_r2(self, i):
        return self.differs(i, "descendant_count", sum(
            1 + self.stored_number(c, "descendant_count") for c in self.live_children(i)))

    def origin_r3(self, i):
        return self.differs(i, "done_count", sum(
            self.done[c] + self.stored_number(c, "done_count") for c in self.live_children(i)))

    def origin_r4(self, i):
        live = self.live_children(i)
        sums = [self.stored_number(c, "estimate_sum") for c in live]
        return self.differs(i, "estimate_sum", self.sum_of(i, sums, live))

    def origin_r5(self, i):
        stored = self.value(i, "progress")
        if stored is None or not self.children[i]:
            return True  # a leaf has nobody to inherit from
        live = self.live_children(i)
        by_sum = (self.has("estimate_sum") and self.has("estimate") and self.known["R4"]
                  and self.rule("estimate_sum", "own+descendants") == "own+descendants")
        work = {c: self.stored_number(c, "estimate_sum") if by_sum else self.work[c] for c in live}
        done_work = sum(self.stored_number(c, "progress") / self.scale * work[c] for c in live)
        below = sum(1 + self.stored_or(c, "R2", self.r2) for c in live)
        done_below = sum(self.done[c] + self.stored_or(c, "R3", self.r3) for c in live)
        follows = self.progress(i, self.own[i] + sum(work.values()),
                                self.own_done_work(i) + done_work, below, done_below)
        if family(self.kind_of("progress")) == "float":
            unit = Fraction(1, 100) * self.scale / 100
        else:
            unit = Fraction(1, 10 ** (self.places("R5") or 0))
        return abs(stored - follows) > unit

    def stored_or(self, i, kind, expected):
        if self.has(COLUMN_OF[kind]) and self.known[kind]:
            return self.stored_number(i, COLUMN_OF[kind])
        return expected[i]

    def origin_t1(self, i):
        return self.origin_time(i, 0, "min_start")

    def origin_t2(self, i):
        return self.origin_time(i, 1, "max_end")

    def origin_time(self, i, side, role):
        below = [self.value(c, role) for c in self.live_children(i)]
        values = [value for value in below if value is not None]
        own = self.time(i, side, own=True) if self.interval[i][side] is not None else None
        if own is not None and (self.rule(role, "children") == "own+children" or not values):
            values.append(own)
        return self.value(i, role) != ((min, max)[side](values) if values else None)

    # --- in flight ---

    def flight(self):
        grace = self.rule("grace_seconds", 300)
        recent = []
        for i in range(self.n):
            age = self.cell(i, "updated")
            recent.append(age is not None and age < grace)
        for (i, _), finding in self.found.items():
            near = [i] + self.children[i] + ([self.parent[i]] if self.parent[i] is not None else [])
            finding["in_flight"] = any(recent[other] for other in near)
            finding["repairable"] = finding["repairable"] and not finding["in_flight"]

    # --- the answer ---

    def findings(self):
        return [self.found[key] for key in sorted(
            self.found, key=lambda key: (key[0], KINDS.index(key[1]))) if self.in_scope(key[0])]

    def summary(self):
        items = [i for i in range(self.n) if self.in_scope(i)]
        found = {key: f for key, f in self.found.items() if self.in_scope(key[0])}
        below = [self.parent[i] is not None for i in range(self.n)]
        orphaned = [cut == "S3" for cut in self.cut]
        for i in self.top_down:
            if below[i]:
                orphaned[i] = orphaned[self.parent[i]]
        drift = {}
        for (_, kind), finding in found.items():
            if not finding["in_flight"]:
                count = drift.setdefault(kind, {"items": 0, "origins": 0, "repairable": 0})
                count["items"] += 1
                count["origins"] += finding["origin"]
                count["repairable"] += finding["repairable"]
        return {"items": len(items),
                "organizations": len({self.cell(i, "organization") for i in items}),
                "drift": drift,
                "drifted": len({i for (i, _), f in found.items() if not f["in_flight"]}),
                "in_flight": len({i for (i, _), f in found.items() if f["in_flight"]}),
                "stranded": sum(orphaned[i] and below[i] for i in items),
                "null_for_zero": self.null_for_zero,
                "unknown": sorted(kind for kind, known in self.known.items() if not known)}


def main():
    with open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin as source:
        oracle = Oracle(json.load(source))
    json.dump({**oracle.summary(), "findings": oracle.findings()}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
