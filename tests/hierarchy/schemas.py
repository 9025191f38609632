# SPDX-License-Identifier: GPL-3.0-or-later
"""A random table: which columns it has, of which types and names, and the rules of its rollups."""
from oracle import COLUMN_OF
from values import family

STATUSES = ["open", "active", "done", "closed", "blocked"]
DERIVED = list(COLUMN_OF.values())
OWN = ["organization", "status", "estimate", "start", "end", "position", "archived", "deleted",
       "updated", "own_progress"]
TYPES = {
    "id": ["bigint", "bigint", "integer", "uuid", "text"],
    "organization": ["bigint", "uuid", "text", "integer"],
    "status": ["text", "status_type", "boolean", "varchar(20)"],
    "estimate": ["numeric(10,2)", "numeric", "double precision", "integer", "bigint", "interval",
                 "real"],
    "start": ["date", "timestamp without time zone", "timestamp with time zone",
              "timestamp(0) without time zone"],
    "position": ["integer", "bigint", "text", "double precision", "numeric(20,10)"],
    "archived": ["boolean", "timestamp with time zone", "date"],
    "deleted": ["timestamp with time zone", "boolean", "timestamp without time zone"],
    "updated": ["timestamp with time zone", "timestamp without time zone"],
    "manual": ["boolean"],
    "depth": ["integer", "smallint", "bigint"],
    "path": ["text", "varchar(100000)"],
    "child_count": ["integer", "bigint"],
    "descendant_count": ["integer", "bigint"],
    "done_count": ["integer", "smallint"],
    "progress": ["numeric(5,2)", "integer", "double precision", "smallint", "numeric(7,4)"],
}
ODD_NAMES = {"parent": 'Parent "Id"', "position": "order", "estimate": "größe", "end": "to",
             "path": "pfad/weg", "depth": "select"}


class Schema:
    """Which columns there are, their types, and the rules."""

    def __init__(self, rng, full=False):
        self.rng = rng
        few = not full and rng.random() < 0.1
        share = 0.2 if few else 0.9
        roles = ["id", "parent"] + [role for role in OWN + DERIVED
                                    if full or rng.random() < share]
        self.shared = False
        if "start" in roles and "end" in roles and not full and rng.random() < 0.1:
            self.shared = True
            roles += ["manual"]
            roles = [role for role in roles if role not in ("min_start", "max_end")]
        elif not full and rng.random() < 0.1:
            roles.append("manual")
        if "estimate" not in roles:  # a sum of nothing is refused
            roles = [role for role in roles if role != "estimate_sum"]
        odd = not full and rng.random() < 0.15
        self.column = {role: ODD_NAMES.get(role, role) if odd else role for role in roles}
        self.types = {self.column[role]: self.pick_type(role) for role in roles}
        self.match_types(roles)
        if self.shared:
            self.column["min_start"] = self.column["start"]
            self.column["max_end"] = self.column["end"]
        self.rules = self.pick_rules(roles, full)
        if self.rules.get("path", {}).get("label") == "slug":
            self.types["slug"] = "text"

    def pick_type(self, role):
        return self.rng.choice(TYPES.get(role, ["text"]))

    def set_type(self, role, kind):
        if role in self.column:
            self.types[self.column[role]] = kind

    def kind(self, role):
        return self.types[self.column[role]]

    def match_types(self, roles):
        rng = self.rng
        self.set_type("parent", self.kind("id"))
        estimate = self.kind("estimate") if "estimate" in roles else "integer"
        sums = {"integer": ["integer", "bigint", "numeric(12,0)"], "bigint": ["bigint", "numeric"],
                "numeric(10,2)": ["numeric(12,2)", "numeric(14,4)", "numeric", "numeric(12,1)"],
                "real": ["real", "double precision"]}.get(estimate, [estimate])
        self.set_type("estimate_sum", rng.choice(sums))
        start = self.kind("start") if "start" in roles else rng.choice(TYPES["start"])
        self.set_type("start", start)
        self.set_type("end", start)
        stored = start
        if family(start) == "timestamptz" and rng.random() < 0.2:
            stored = rng.choice(["date", "timestamp(0) with time zone"])
        self.set_type("min_start", stored)
        self.set_type("max_end", stored)
        if "progress" in roles:
            self.set_type("own_progress", self.kind("progress"))
        else:
            self.set_type("own_progress", "integer")

    def pick_rules(self, roles, full):
        rng = self.rng
        rules = {"declared": []}

        def declare(name, key, value, force=False):
            if force or rng.random() < 0.7:
                rules[key] = value
                if name not in rules["declared"]:
                    rules["declared"].append(name)

        whole = "progress" in roles and family(self.kind("progress")) == "integer"
        declare("depth", "depth_base", rng.choice([0, 1]), full)
        own = rng.random() < 0.8
        path = {"separator": rng.choice(["/", "/", ".", " > "]), "label": "id", "self": own,
                "leading": own and rng.random() < 0.3, "trailing": own and rng.random() < 0.2}
        if rng.random() < 0.15:
            path["label"] = "slug"
        declare("path", "path", path, True)
        declare("estimate_sum", "estimate_sum",
                rng.choice(["own+descendants", "own+descendants", "descendants", "leaves"]), full)
        declare("min_start", "min_start", rng.choice(["children", "own+children"]), full)
        declare("max_end", "max_end", rng.choice(["children", "own+children"]), full)
        declare("progress", "progress_scale", 100 if whole else rng.choice([1, 100]), True)
        declare("count_archived", "count_archived", rng.random() < 0.5, full)
        declare("count_deleted", "count_deleted", rng.random() < 0.2)
        if rng.random() < 0.5:
            declare("max_depth", "max_depth", rng.choice([0, 1, 2, 3, 5, 64]), True)
        if rng.random() < 0.3:
            declare("grace", "grace_seconds", rng.choice([60, 3600]), True)
        if rng.random() < 0.3:
            declare("time_zone", "time_zone", rng.choice(["Europe/Berlin", "America/New_York",
                                                         "UTC"]), True)
        return rules

    def mapping(self):
        mapping = dict(self.column)
        mapping["done"] = ["true"] if (
            "status" in self.column and family(self.kind("status")) == "boolean") else [
            "done", "closed"]
        return mapping
