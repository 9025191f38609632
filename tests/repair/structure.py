#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each structural repair alone, on small tables whose end is written down here.

Usage: structure.py PROBE
"""
import sys

from repairs import RepairProbe

FOREST = {
    "mapping": {"id": "id", "parent": "parent_id", "organization": "organization_id",
                "position": "position", "updated": "updated_at", "deleted": "deleted",
                "depth": "depth", "path": "path", "child_count": "child_count"},
    "rules": {"depth_base": 0, "path": {"separator": "/", "label": "id", "self": True},
              "declared": ["depth", "path", "count_archived"]},
}
COLUMNS = ("id bigint PRIMARY KEY, parent_id bigint, organization_id bigint DEFAULT 1, "
           "position integer, updated_at timestamptz, deleted boolean DEFAULT false, "
           "depth integer, path text, child_count integer, title text DEFAULT 'a'")
DERIVED = ["D1", "D2", "R1"]


class Check:
    def __init__(self, program):
        self.probe = RepairProbe(program)
        self.failed = 0

    def make(self, rows, columns=COLUMNS):
        """rows: (id, parent, path) with more columns by name; depth as the path tells it."""
        values = []
        for identity, parent, path, more in rows:
            cells = {"id": identity, "parent_id": parent, "path": path,
                     "depth": None if path is None else path.count("/"), **more}
            names = ", ".join(cells)
            texts = ", ".join("NULL" if cell is None else "'" + str(cell) + "'"
                              for cell in cells.values())
            values.append(f"INSERT INTO items ({names}) VALUES ({texts});")
        self.probe.psql("DROP TABLE IF EXISTS items CASCADE;"
                        f"CREATE TABLE items ({columns});" + "".join(values) +
                        "UPDATE items SET child_count = 0;")

    def same(self, what, have, want):
        if have != want:
            self.failed += 1
            print(f"{what}: {have}\n    expected: {want}")

    def column(self, name):
        lines = self.probe.psql(f"SELECT id, {name} FROM items ORDER BY id;").splitlines()
        return {int(line.split("|")[0]): line.split("|")[1] for line in lines}

    def repair(self, name, kinds, orphans="reattach", **expected):
        """`expected`: column -> {id: text}, of those ids only; also rows, the number written."""
        before = self.probe.dump("items")
        done = self.probe.ask("repair", "items", FOREST, kinds, orphans)
        if "error" in done:
            self.same(name, done, "no error")
            return done
        for column, cells in expected.items():
            have = self.column(column)
            self.same(f"{name}, {column}", {i: have.get(i) for i in cells}, cells)
        undone = self.probe.undo("items", FOREST)
        self.same(f"{name}, undone", self.probe.dump("items"), before)
        self.same(f"{name}, skipped by undo", undone.get("skipped"), 0)
        return done


def row(identity, parent, path, **more):
    return identity, parent, path, more


def self_parents(check):
    check.make([row(1, 1, "1"), row(2, 1, "1/2"), row(3, 3, "9/3")])
    check.repair("S1 alone", ["S1"], parent_id={1: "", 2: "1", 3: ""}, path={3: "9/3"})
    check.repair("S1 and what follows", ["S1"] + DERIVED, parent_id={1: "", 3: ""},
                 path={1: "1", 2: "1/2", 3: "3"}, depth={3: "0"}, child_count={1: "1"})
    check.repair("S1 left alone: nothing below is touched", DERIVED,
                 path={3: "9/3"}, depth={3: "1"}, child_count={1: "0"})


def cycles(check):
    # 1 > 2 > 3, and 2 was moved below 3: the member that was highest is cut.
    check.make([row(1, None, "1"), row(2, 3, "1/2"), row(3, 2, "1/2/3"), row(4, 3, "1/2/3/4")])
    check.repair("S2 cuts one edge, to the path's parent", ["S2"],
                 parent_id={1: "", 2: "1", 3: "2", 4: "3"})
    check.repair("S2 left alone", DERIVED, parent_id={2: "3"}, child_count={1: "0", 3: "0"})
    check.make([row(1, 2, None), row(2, 3, None), row(3, 1, None), row(4, 3, None)])
    check.repair("S2 whose members lack paths: the largest id becomes a root", ["S2"] + DERIVED,
                 parent_id={1: "2", 2: "3", 3: "", 4: "3"},
                 path={1: "3/2/1", 2: "3/2", 3: "3", 4: "3/4"}, depth={1: "2", 3: "0"},
                 child_count={1: "0", 2: "1", 3: "2"})
    check.make([row(1, None, "1"), row(2, 3, "1/2", updated_at="2020-01-01"),
                row(3, 2, "1/3", updated_at="2021-01-01")])
    check.repair("S2, equal depths: the newest change", ["S2"], parent_id={2: "3", 3: "1"})
    # Paths that name each other: the witness must not lie below the head itself.
    check.make([row(1, 2, "2/1"), row(2, 1, "1/2")])
    check.repair("S2, witness in its own subtree", ["S2"], parent_id={1: "2", 2: ""})


def orphans(check):
    rows = [row(1, None, "1"), row(2, 1, "1/2", deleted="true"), row(3, 99, "1/2/99/3"),
            row(4, 3, "1/2/99/3/4"), row(5, 98, "98/5"), row(6, 97, None)]
    check.make(rows)
    check.repair("S3 reattach: the nearest that is live, else a root", ["S3"],
                 parent_id={3: "1", 4: "3", 5: "", 6: ""}, path={3: "1/2/99/3"})
    check.repair("S3 reattach and what follows", ["S3"] + DERIVED,
                 parent_id={3: "1", 5: ""}, path={3: "1/3", 4: "1/3/4", 5: "5", 6: "6"},
                 child_count={1: "1", 3: "1"})
    check.repair("S3 promote", ["S3"], "promote", parent_id={3: "", 4: "3", 5: "", 6: ""})
    check.repair("S3 delete", ["S3"], "delete", parent_id={1: "", 2: "1", 3: None, 4: None,
                                                            5: None, 6: None})
    check.repair("S3 left alone: nothing below is touched", DERIVED,
                 path={3: "1/2/99/3", 4: "1/2/99/3/4", 5: "98/5"}, depth={5: "1"},
                 child_count={1: "0", 3: "0"})
    # Each names the other: the smaller id goes first and the other finds it below itself.
    check.make([row(1, 99, "2/1"), row(2, 98, "1/2"), row(3, 1, "2/1/3")])
    check.repair("S3, two heads that name each other", ["S3"] + DERIVED,
                 parent_id={1: "2", 2: "", 3: "1"}, path={1: "2/1", 2: "2", 3: "2/1/3"})
    check.make([row(1, None, "1", organization_id=2), row(2, 99, "1/2")])
    check.repair("S3, a witness of another organization", ["S3"], parent_id={2: ""})


def foreign_parents(check):
    check.make([row(1, None, "1"), row(2, 1, "1/2"), row(3, None, "3", organization_id=2),
                row(4, 3, "1/2/4"), row(5, 3, "3/5"), row(6, 3, "3/6", organization_id=2)])
    check.repair("S4: the witness of the own organization, else a root", ["S4"],
                 parent_id={4: "2", 5: "", 6: "3"}, organization_id={4: "1", 5: "1"})
    check.repair("S4 and what follows", ["S4"] + DERIVED, path={4: "1/2/4", 5: "5"},
                 child_count={2: "1", 3: "1"})


def positions(check):
    def siblings(*places):
        check.make([row(1, None, "1")] + [row(10 + i, 1, f"1/{10 + i}", position=place)
                                          for i, place in enumerate(places)])

    siblings(1, 1, 2, 3)
    check.repair("S8 shifts what lies behind", ["S8"], position={10: "1", 11: "2", 12: "3", 13: "4"})
    siblings(10, 10, 20, 30)
    check.repair("S8 uses the gap", ["S8"], position={10: "10", 11: "15", 12: "20", 13: "30"})
    siblings(10, 20, 30, 30)
    check.repair("S8 goes on by the usual step", ["S8"],
                 position={10: "10", 11: "20", 12: "30", 13: "40"})
    siblings(0, 0, 0, None)
    check.repair("S8 from zero, NULL stays", ["S8"], position={10: "0", 11: "1", 12: "2", 13: ""})
    siblings(2147483646, 2147483647, 2147483647)
    check.repair("S8 at the end of the type", ["S8"],
                 position={10: "2147483645", 11: "2147483646", 12: "2147483647"})
    siblings(3, 1, 2)
    plan = check.probe.ask("plan", "items", FOREST, ["S8"])
    check.same("S8, no duplicates: no work", plan["work"], False)
    check.make([row(1, None, "1", position=7), row(2, 99, "2", position=7)])
    check.repair("S8 of who comes to be siblings", ["S3", "S8"], "promote",
                 position={1: "7", 2: "8"})


REFERENCES = """
CREATE TABLE comments (id bigint PRIMARY KEY, item bigint REFERENCES items ON DELETE CASCADE,
    answers bigint REFERENCES comments ON DELETE CASCADE, text text,
    length integer GENERATED ALWAYS AS (length(text)) STORED);
CREATE TABLE votes (comment bigint REFERENCES comments ON DELETE CASCADE, voter text,
    PRIMARY KEY (comment, voter));
CREATE TABLE links (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item bigint REFERENCES items ON DELETE SET NULL, label text);
CREATE TABLE invoices (id bigint PRIMARY KEY, item bigint REFERENCES items);
INSERT INTO comments VALUES (1, 3, NULL, 'on three'), (2, 1, 1, 'answers, kept item'),
    (3, 4, 2, E'a\\tb\\\\'), (4, 1, NULL, 'stays');
INSERT INTO votes VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cay "x"'), (4, 'Dan');
INSERT INTO links (item, label) VALUES (3, 'a'), (4, 'b'), (1, 'c');
"""
TABLES = {"comments": "id", "votes": "comment, voter", "links": "id", "invoices": "id"}


def dump_all(probe):
    return {table: probe.psql(f"COPY (SELECT * FROM {table} ORDER BY {key}) TO STDOUT;")
            for table, key in {"items": "id", **TABLES}.items()}


def deletions(check):
    rows = [row(1, None, "1"), row(3, 99, "99/3"), row(4, 3, "99/3/4"), row(5, 98, "98/5")]
    probe = check.probe
    check.make(rows)
    probe.psql(REFERENCES)
    before = dump_all(probe)
    plan = probe.ask("plan", "items", FOREST, ["S3"], "delete", "orphans")
    check.same("deletion is destructive", plan["destructive"], True)
    check.same("deletion tells what is lost", sorted(plan["plan"]["loses"]),
               ["3 rows of public.comments", "3 rows of public.items", "3 rows of public.votes"])
    done = probe.ask("repair", "items", FOREST, ["S3"], "delete", "orphans")
    check.same("deletion, rows", done.get("rows"), 3 + 3 + 3 + 2)
    after = dump_all(probe)
    check.same("deletion, items", sorted(check.column("id")), [1])
    check.same("deletion, comments", after["comments"].split("\t")[0], "4")
    check.same("deletion, links", after["links"], "1\t\\N\ta\n2\t\\N\tb\n3\t1\tc\n")
    check.same("deletion, undo", probe.undo("items", FOREST).get("skipped"), 0)
    check.same("deletion, undone", dump_all(probe), before)

    probe.psql("INSERT INTO invoices VALUES (1, 4);")
    before = dump_all(probe)
    plan = probe.ask("plan", "items", FOREST, ["S3"], "delete", "orphans")
    check.same("an orphan that an invoice names is left", plan["deleted"], 1)
    check.same("and the plan says so", [step["title"] for step in plan["plan"]["steps"]
                                        if "invoices_item_fkey" in step["title"]],
               ["Leave orphans as they are: public.invoices refers to them (invoices_item_fkey)"])
    check.same("and what remains", plan["remaining"].get("S3"), 1)
    probe.ask("repair", "items", FOREST, ["S3"], "delete", "orphans")
    check.same("the other one is gone", sorted(check.column("id")), [1, 3, 4])
    probe.undo("items", FOREST)
    check.same("deletion beside a left one, undone", dump_all(probe), before)

    check.make(rows + [row(7, 4, "7", organization_id=2), row(8, 7, "7/8", organization_id=2)])
    check.repair("S3 delete, another organization below", ["S3"], "delete",
                 parent_id={3: "99", 4: "3", 5: None, 7: "4", 8: "7"})
    check.repair("S3 delete, together with S4", ["S3", "S4"], "delete",
                 parent_id={3: None, 4: None, 5: None, 7: "", 8: "7"})
    check.make(rows)
    probe.psql("CREATE TABLE notes (item bigint REFERENCES items ON DELETE CASCADE, text text);"
               "INSERT INTO notes VALUES (5, 'x');")
    check.repair("S3 delete, rows without a key", ["S3"], "delete", parent_id={3: None, 5: "98"})
    probe.psql("DROP TABLE notes;")
    # Orphans under a foreign key that was not validated: it would refuse what undo puts back.
    probe.psql("ALTER TABLE items ADD FOREIGN KEY (parent_id) REFERENCES items "
               "ON DELETE CASCADE NOT VALID;")
    check.repair("S3 delete, no way back", ["S3"], "delete", parent_id={3: "99", 5: "98"})


def changes_meanwhile(check):
    probe = check.probe
    rows = [row(1, None, "1"), row(2, 1, "1/x"), row(3, 99, "99/3"), row(4, 3, "99/3/4"),
            row(5, 98, "98/5")]
    check.make(rows)
    probe.psql("UPDATE items SET child_count = 1 WHERE id = 1;")
    done = probe.ask("repair", "items", FOREST, DERIVED,
                     between="UPDATE items SET title = 'b' WHERE id = 2;")
    check.same("a row changed meanwhile is repaired in the next round",
               (check.column("path")[2], check.column("title")[2]), ("1/2", "b"))
    check.same("and the report tells", done["notes"][0],
               "1 row was changed meanwhile and planned anew.")

    def deletes(name, between, left):
        check.make(rows)
        probe.psql("CREATE TABLE remarks (id bigint PRIMARY KEY, "
                   "item bigint REFERENCES items ON DELETE CASCADE);"
                   "INSERT INTO remarks VALUES (1, 4), (2, 5);")
        before = {table: probe.dump(table) for table in ("items", "remarks")}
        run = probe.ask("repair", "items", FOREST, ["S3"], "delete", between=between)
        check.same(name, sorted(check.column("id")), left)
        check.same(f"{name}, told", "1 orphan was left: rows of it were changed or added meanwhile."
                   in run.get("notes", []), True)
        check.same(f"{name}, undo", probe.undo("items", FOREST).get("skipped"), 0)
        check.same(f"{name}, undone", probe.dump("items").replace("\tb\n", "\ta\n"),
                   before["items"])
        remarks = probe.dump("remarks")
        probe.psql("DROP TABLE remarks;")
        return remarks

    remarks = deletes("a remark added meanwhile", "INSERT INTO remarks VALUES (3, 4);", [1, 2, 3, 4])
    check.same("the new remark is there", remarks, "1\t4\n2\t5\n3\t4\n")
    deletes("an item changed meanwhile", "UPDATE items SET title = 'b' WHERE id = 3;", [1, 2, 3])
    check.make(rows)
    run = probe.ask("repair", "items", FOREST, ["S3"], "delete",
                    between="INSERT INTO items (id, parent_id, organization_id) VALUES (6, 4, 1)")
    check.same("a child added meanwhile", sorted(check.column("id")), [1, 2, 3, 4, 6])
    check.make(rows)
    probe.ask("repair", "items", FOREST, ["S3"], "delete",
              between="INSERT INTO items (id, parent_id, path) VALUES (7, 97, '7')")
    check.same("orphans that came meanwhile are not deleted", sorted(check.column("id")), [1, 2, 7])


def triggers(check):
    check.make([row(1, None, "1"), row(2, 1, "x", depth=1)])
    check.probe.psql("CREATE OR REPLACE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS "
                     "$$ BEGIN RETURN new; END $$;"
                     "CREATE TRIGGER on_path BEFORE UPDATE OF path ON items FOR EACH ROW "
                     "EXECUTE FUNCTION nothing();"
                     "CREATE TRIGGER on_title BEFORE UPDATE OF title ON items FOR EACH ROW "
                     "EXECUTE FUNCTION nothing();")
    plan = check.probe.ask("plan", "items", FOREST, ["D1", "D2"])
    check.same("triggers that fire are listed",
               [step["title"] for step in plan["plan"]["steps"]],
               ["Correct stored depths", "Correct stored paths",
                "Trigger on_path of public.items runs meanwhile"])
    check.same("a plan's rows", [step["rows"] for step in plan["plan"]["steps"]][:2], [0, 1])


def refusals(check):
    check.make([row(1, None, "1")])
    for kind, text in (("S5", "S5 is repaired together with D2."),
                       ("Q1", "Q1 is reported, not repaired.")):
        check.same(kind, check.probe.ask("plan", "items", FOREST, [kind]).get("error"), text)
    answer = check.probe.ask("plan", "items", FOREST, [], verb="everything")
    check.same("unknown verb", answer.get("error"), "There is no repair “everything”.")
    check.same("verbs", answer.get("hint"),
               "Repairs of a hierarchy: hierarchy, aggregations, dates, orphans, all.")


def main():
    check = Check(sys.argv[1])
    for test in (self_parents, cycles, orphans, foreign_parents, positions, deletions,
                 changes_meanwhile, triggers, refusals):
        test(check)
    sys.exit(1 if check.failed or check.probe.close() else 0)


if __name__ == "__main__":
    main()
