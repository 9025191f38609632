# SPDX-License-Identifier: GPL-3.0-or-later
"""What a table must hold after a repair, computed the plain way. Shares no code with the repair."""
import copy

from oracle import COLUMN_OF, Oracle
from values import family

EDGES = ("S1", "S2", "S3", "S4")


class RepairOracle:
    """`forest` as the oracle takes it; `kinds` are ids; positions are judged by check_positions."""

    def __init__(self, forest, kinds, orphans="reattach"):
        self.forest = forest
        self.kinds = set(kinds)
        self.orphans = orphans
        self.before = Oracle(forest)
        self.mapping = forest["mapping"]
        self.rows = copy.deepcopy(forest["rows"])
        self.deleted = set()
        self.parents = {}  # item -> new parent's number, or None
        self.choose()
        self.apply()

    # --- structure ---

    def repairable(self, kind):
        return [i for (i, found), finding in self.before.found.items()
                if found == kind and finding["repairable"] and self.before.in_scope(i)]

    def choose(self):
        before = self.before
        self.above = list(before.parent)  # the effective forest, as the choices change it
        if "S3" in self.kinds and self.orphans == "delete":
            for i in self.repairable("S3"):
                self.deleted |= {j for j in range(before.n) if self.is_below(j, i)}
        heads = [(i, kind) for kind in EDGES if kind in self.kinds
                 for i in self.repairable(kind) if i not in self.deleted]
        heads.sort(key=lambda head: before.id_order(head[0]))
        for i, kind in heads:
            witness = None
            if kind in ("S2", "S4") or (kind == "S3" and self.orphans == "reattach"):
                witness = self.witness(i)
            self.parents[i] = self.above[i] = witness

    def is_below(self, i, head):
        while i is not None and i != head:
            i = self.above[i]
        return i == head

    def witness(self, i):
        before = self.before
        rule = self.forest["rules"].get("path") or {}
        text = before.cell(i, "path")
        if text is None or rule.get("label") not in ("id", self.mapping["id"]) or (
                not before.known.get("D2")):
            return None
        separator = rule["separator"]
        if rule.get("leading"):
            if not text.startswith(separator):
                return None
            text = text[len(separator):]
        if rule.get("trailing") and text:
            if not text.endswith(separator):
                return None
            text = text[:-len(separator)]
        for segment in reversed(text.split(separator)):
            j = before.index.get(segment)
            if (j is not None and j not in self.deleted and before.live(j)
                    and before.cell(j, "organization") == before.cell(i, "organization")
                    and not self.is_below(j, i)):
                return j
        return None

    # --- the table afterwards ---

    def apply(self):
        before, parent = self.before, self.mapping["parent"]
        for i, above in self.parents.items():
            self.rows[i][parent] = None if above is None else before.ids[above]
        kept = [i for i in range(before.n) if i not in self.deleted]
        forest = {**self.forest, "rows": [self.rows[i] for i in kept]}
        after = Oracle(forest)
        after.base = before.base
        left = set()  # at and below an edge that stays bad
        for i in after.top_down:
            if after.cut[i] is not None or after.parent[i] in left:
                left.add(i)
        self.left = {after.ids[i] for i in left}
        self.expected = {}
        recent = self.in_flight(after)
        for i, row in enumerate(forest["rows"]):
            cells = self.expected[after.ids[i]] = dict(row)
            if i in left or recent[i] or not after.in_scope(i):
                continue
            for kind, role in COLUMN_OF.items():
                if kind not in self.kinds or not after.has(role) or not before.known[kind]:
                    continue
                if not after.not_a_target(i, kind) and after.compare(i, kind) == "differs":
                    cells[self.mapping[role]] = after.expected(i, kind)

    @staticmethod
    def in_flight(truth):
        grace = truth.rule("grace_seconds", 300)
        recent = []
        for i in range(truth.n):
            age = truth.cell(i, "updated")
            recent.append(age is not None and age < grace)
        return [any(recent[j] for j in [i] + truth.children[i] +
                    ([truth.parent[i]] if truth.parent[i] is not None else []))
                for i in range(truth.n)]

    def check_positions(self, rows):
        """`rows` by id, after the repair: siblings keep their order, few have moved."""
        problems = []
        before = self.before
        whole = before.has("position") and family(before.kind_of("position")) == "integer"
        if not whole or "S8" not in self.kinds:
            return problems
        groups = {}
        recent = self.in_flight(before)
        for i in range(before.n):
            position = before.value(i, "position")
            if i in self.deleted or position is None or (
                    before.cut[i] is not None and i not in self.parents):
                continue
            key = (self.parents.get(i, before.parent[i]), before.cell(i, "organization"))
            groups.setdefault(key, []).append(i)
        for group in groups.values():
            if not all(before.in_scope(i) for i in group):
                continue
            group.sort(key=lambda i: (before.value(i, "position"), before.id_order(i)))
            was = [int(before.value(i, "position")) for i in group]
            now = [int(rows[before.ids[i]][self.mapping["position"]]) for i in group]
            if len(set(was)) == len(was):
                if was != now:
                    problems.append(f"positions {was} have become {now}")
            elif was == now:
                if not any(recent[i] for i in group):
                    problems.append(f"positions {was} were left")
            elif any(a >= b for a, b in zip(now, now[1:])):
                problems.append(f"positions {was} have become {now}: not in order")
            else:
                moved = sum(a != b for a, b in zip(was, now))
                fewest = len(was) - self.most_staying(was, now[0])
                if moved > fewest:
                    problems.append(f"{moved} of {was} moved to {now}, {fewest} would do")
        return problems

    @staticmethod
    def most_staying(was, lowest):
        """The longest run of positions with room between them for all that move."""
        best = [0] * len(was)
        lowest = min(lowest, was[0])
        for i, position in enumerate(was):
            if position - lowest >= i:
                best[i] = 1 + max([best[j] for j in range(i)
                                   if best[j] and position - was[j] >= i - j], default=0)
        return max(best)
