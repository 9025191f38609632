# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle's first half: the effective forest of a table and what follows from it for each item."""
from fractions import Fraction

from values import family, parse


class Truth:
    """A forest as tests/hierarchy/oracle.py describes it; items are numbers in the rows' order."""

    def __init__(self, forest):
        self.mapping = forest["mapping"]
        self.types = forest.get("types", {})
        self.rules = forest.get("rules", {})
        self.rows = forest["rows"]
        self.scope = forest.get("organization")
        self.n = len(self.rows)
        self.ids = [row[self.mapping["id"]] for row in self.rows]
        self.index = {identity: i for i, identity in enumerate(self.ids)}
        self.forest()
        self.order()
        self.read()
        self.roll()

    # --- reading ---

    def has(self, role):
        return bool(self.mapping.get(role))

    def kind_of(self, role):
        return self.types.get(self.mapping[role], "text")

    def cell(self, i, role):
        return self.rows[i][self.mapping[role]] if self.has(role) else None

    def value(self, i, role):
        return parse(self.cell(i, role), self.kind_of(role)) if self.has(role) else None

    def flag(self, i, role):
        """A boolean, or a time that is set."""
        value = self.value(i, role)
        return value is not None and value is not False

    def rule(self, name, default):
        value = self.rules.get(name)
        return default if value is None else value

    def id_order(self, i):
        """Ids in order: numbers as numbers, others by their bytes."""
        if family(self.kind_of("id")) == "integer":
            return int(self.ids[i])
        return self.ids[i].encode()

    # --- the effective forest ---

    def forest(self):
        self.parent = [None] * self.n
        self.cut = [None] * self.n  # the kind that cut the item's edge
        for i in range(self.n):
            wanted = self.cell(i, "parent")
            if wanted is None:
                continue
            if wanted == self.ids[i]:
                self.cut[i] = "S1"
            elif wanted not in self.index:
                self.cut[i] = "S3"
            elif self.cell(self.index[wanted], "organization") != self.cell(i, "organization"):
                self.cut[i] = "S4"
            else:
                self.parent[i] = self.index[wanted]
        self.cycles = []
        state = [0] * self.n
        for start in range(self.n):
            trail = []
            i = start
            while i is not None and state[i] == 0:
                state[i] = 1
                trail.append(i)
                i = self.parent[i]
            if i is not None and state[i] == 1:
                self.cycles.append(trail[trail.index(i):])
            for i in trail:
                state[i] = 2
        for cycle in self.cycles:
            head = min(cycle, key=self.cut_order)
            self.cut[head] = "S2"
            self.parent[head] = None

    def cut_order(self, i):
        depth = self.value(i, "depth")
        age = self.cell(i, "updated")
        identity = self.id_order(i)
        largest_first = (-identity,) if isinstance(identity, int) else tuple(
            -byte for byte in identity) + (1,)
        return (depth is None, depth or 0, age is None, age or 0, largest_first)

    def order(self):
        self.children = [[] for _ in range(self.n)]
        for i, parent in enumerate(self.parent):
            if parent is not None:
                self.children[parent].append(i)
        self.top_down = [i for i in range(self.n) if self.parent[i] is None]
        self.edges = [0] * self.n
        for i in self.top_down:  # grows while it is read
            for child in self.children[i]:
                self.edges[child] = self.edges[i] + 1
                self.top_down.append(child)

    # --- own values ---

    def read(self):
        done = set(self.mapping.get("done") or [])
        count_deleted = self.rule("count_deleted", False)
        count_archived = self.rule("count_archived", True)
        self.scale = Fraction(self.rule("progress_scale", 100))
        self.shared = [self.has("min_start") and self.mapping.get("min_start") ==
                       self.mapping.get("start"),
                       self.has("max_end") and self.mapping.get("max_end") ==
                       self.mapping.get("end")]
        self.done, self.counts, self.own, self.share, self.interval, self.manual = (
            [], [], [], [], [], [])
        for i in range(self.n):
            status = self.cell(i, "status")
            if self.has("status") and family(self.kind_of("status")) == "boolean":
                self.done.append(bool(self.value(i, "status")))
            else:
                self.done.append(status is not None and status in done)
            self.counts.append(not (self.flag(i, "deleted") and not count_deleted)
                               and not (self.flag(i, "archived") and not count_archived))
            self.own.append(self.value(i, "estimate") or Fraction(0))
            self.share.append(self.value(i, "own_progress"))
            start, end = self.value(i, "start"), self.value(i, "end")
            first = start if start is not None else end
            last = end if end is not None else start
            if first is not None and first > last:
                first, last = last, first
            self.interval.append((first, last))
            self.manual.append(self.flag(i, "manual"))

    def live_children(self, i):
        return [child for child in self.children[i] if self.counts[child]]

    # --- rollups ---

    def roll(self):
        n = self.n
        self.r1, self.r2, self.r3 = [0] * n, [0] * n, [0] * n
        self.r4, self.r5 = [Fraction(0)] * n, [Fraction(0)] * n
        self.work, self.done_work = [Fraction(0)] * n, [Fraction(0)] * n
        self.t = [[None] * n, [None] * n]      # expected T1, T2
        self.out = [[None] * n, [None] * n]    # what the parent sees of them
        for i in reversed(self.top_down):
            live = self.live_children(i)
            self.r1[i] = len(live)
            self.r2[i] = sum(1 + self.r2[c] for c in live)
            self.r3[i] = sum(self.done[c] + self.r3[c] for c in live)
            self.r4[i] = self.sum_of(i, [self.r4[c] for c in live], live)
            self.work[i] = self.own[i] + sum(self.work[c] for c in live)
            self.done_work[i] = self.own_done_work(i) + sum(self.done_work[c] for c in live)
            self.r5[i] = self.progress(i, self.work[i], self.done_work[i], self.r2[i], self.r3[i])
            for side in (0, 1):
                self.t[side][i] = self.extreme(i, side, [self.out[side][c] for c in live])
                fixed = self.manual[i] and self.shared[side] and self.interval[i][side] is not None
                self.out[side][i] = self.interval[i][side] if fixed else self.t[side][i]

    def sum_of(self, i, sums, live):
        rule = self.rule("estimate_sum", "own+descendants")
        if rule == "own+descendants":
            return self.own[i] + sum(sums)
        if rule == "descendants":
            return sum((self.own[c] for c in live), Fraction(0)) + sum(sums)
        return sum(sums, Fraction(0)) if live else self.own[i]  # leaves

    def own_done_work(self, i):
        if self.done[i]:
            return self.own[i]
        if self.share[i] is not None:
            return self.own[i] * self.share[i] / self.scale
        return Fraction(0)

    def progress(self, i, work, done_work, below, done_below):
        if work > 0:
            result = self.scale * done_work / work
        elif below > 0:
            result = self.scale * Fraction(done_below) / below
        elif self.share[i] is not None:
            result = self.share[i]
        else:
            result = self.scale if self.done[i] else Fraction(0)
        return min(max(result, Fraction(0)), self.scale)

    def extreme(self, i, side, below):
        values = [value for value in below if value is not None]
        own = self.interval[i][side]
        rule = self.rule(("min_start", "max_end")[side], "children")
        if own is not None and (rule == "own+children" or not values):
            values.append(own)
        return (min, max)[side](values) if values else None
