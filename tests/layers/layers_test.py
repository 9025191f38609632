#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants violations in temporary trees: layers.py must find each one, and nothing in a clean tree."""
import pathlib
import subprocess
import tempfile
import unittest

import layers


class Planted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)

    def write(self, path, text):
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def sources(self, path, text):
        self.write(path, text)
        return layers.check_sources(self.top)

    def test_clean(self):
        self.write("services/postgres/connection.cpp",
                   '#include "services/core/error.h"\n#include <QString>\n#include <libpq-fe.h>\n')
        self.write("services/core/history.cpp", "#include <QSqlQuery>\n#include <vector>\n")
        self.write("services/stages/workspace.h", '#include "services/hierarchy/mapping.h"\n')
        self.write("models/tree.h", '#include "services/hierarchy/snapshot.h"\n'
                                    "#include <QAbstractItemModel>\n#include <QColor>\n")
        self.write("ui/page.cpp", '#include "models/tree.h"\n#include <QTreeView>\n'
                                  '#include <QChartView>\n#include "page.moc"\n// Select items.\n')
        self.write("app/gui/main.cpp", '#include "ui/page.h"\n#include <QApplication>\n')
        self.assertEqual(layers.check_sources(self.top), [])

    def test_includes(self):
        planted = [
            ("services/core/a.cpp", "#include <QWidget>"),
            ("services/core/a.cpp", "#include <QtGui/QColor>"),
            ("services/core/a.h", '#  include "ui/shell/window.h"'),
            ("services/core/a.h", '#include "models/tree.h"'),
            ("services/core/a.h", '#include "app/gui/main.h"'),
            ("services/core/a.h", '#include "services/postgres/connection.h"'),
            ("services/hierarchy/a.h", '#include "services/stages/stage.h"'),
            ("services/hierarchy/a.cpp", "#include <libpq-fe.h>"),
            ("services/hierarchy/a.cpp", "#include <postgresql/libpq-fe.h>"),
            ("services/postgres/a.h", "#include <libpq-fe.h>"),
            ("services/postgres/a.h", '#include "libpq-fe.h"'),
            ("services/newcomer/a.h", '#include "services/core/error.h"'),
            ("models/a.cpp", "#include <QMessageBox>"),
            ("models/a.cpp", "#include <QSqlDatabase>"),
            ("models/a.cpp", "#include <QtSql/QSqlQuery>"),
            ("models/a.h", '#include "ui/shell/window.h"'),
            ("models/a.h", "#include <libpq-fe.h>"),
            ("ui/a.cpp", "#include <QSqlQuery>"),
            ("ui/a.cpp", "#include <libpq-fe.h>"),
            ("ui/a.cpp", '#include "app/gui/session.h"'),
            ("ui/a.cpp", "#include <QNetworkAccessManager>"),
            ("ui/a.cpp", "#include <QtWidgets>"),
            ("app/gui/a.cpp", "#include <QtWidgets/QtWidgets>"),
            ("tests/a/a.cpp", "#include <QtTest>"),
            ("services/core/a.cpp", "#include <QtCore>"),
            ("services/core/a.cpp", "#include <bits/stdc++.h>"),
            ("services/core/a.cpp", '#include "error.h"'),
            ("services/core/a.cpp", '#include "../core/error.h"'),
            ("ui/a.cpp", "#include <CLI/CLI.hpp>"),
        ]
        for path, line in planted:
            with self.subTest(path=path, line=line):
                found = self.sources(path, line + "\n")
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(path + ":1: "), found)
                (self.top / path).unlink()

    def test_sql(self):
        for path in ("ui/a.cpp", "models/a.cpp"):
            found = self.sources(path, '\nauto sql = u"SELECT 1"_s;\n')
            self.assertEqual(len(found), 1, found)
            self.assertTrue(found[0].startswith(path + ":2: "), found)
            (self.top / path).unlink()
        self.assertEqual(self.sources("services/core/a.cpp", 'auto sql = u"SELECT 1"_s;\n'), [])

    def links(self, *lines):
        self.write("links", "\n".join(lines) + "\n")
        return layers.check_links(layers.read_links(self.top / "links"))

    def test_links(self):
        clean = ["core\tservices/core\tQt6::Core\tQt6::Sql",
                 "postgres\tservices/postgres\tcore\t$<LINK_ONLY:PostgreSQL::PostgreSQL>",
                 "models\tmodels\tpostgres\tQt6::Gui",
                 "ui\tui/shell\tmodels\tQt6::Widgets",
                 "arborist\tapp/gui\tui\tpostgres"]
        self.assertEqual(self.links(*clean), [])
        planted = ["core\tservices/core\tQt6::Core;Qt6::Gui",
                   "hierarchy\tservices/hierarchy\t$<LINK_ONLY:Qt6::Widgets>",
                   "hierarchy\tservices/hierarchy\tmodels",
                   "core\tservices/core\tpostgres",
                   "models\tmodels\tQt6::Widgets",
                   "models\tmodels\tQt6::Sql",
                   "models\tmodels\tPostgreSQL::PostgreSQL",
                   "models\tmodels\tui",
                   "ui\tui/shell\tQt6::Sql",
                   "ui\tui/shell\tPostgreSQL::PostgreSQL",
                   "ui\tui/shell\tarborist"]
        for line in planted:
            with self.subTest(line=line):
                name = line.split("\t")[0]
                rest = [other for other in clean if other.split("\t")[0] != name]
                self.assertNotEqual(self.links(*rest, line), [])

    def test_archives(self):
        self.assertNotEqual(layers.check_archives(self.top), [])  # nothing built is no success
        for layer, symbol, expected in [
                ("services", "_ZN7QString6appendERKS_", 0),
                ("services", "_ZN7QWidget4showEv", 1),
                ("services", "_ZN6QColor6setHslEiiii", 1),
                ("models", "_ZN6QColor6setHslEiiii", 0),
                ("models", "_ZN7QWidget4showEv", 1),
                ("models", "PQexec", 1),
                ("models", "_ZN9QSqlQuery4nextEv", 1),
                ("ui", "_ZN7QWidget4showEv", 0),
                ("ui", "PQexec", 1)]:
            with self.subTest(layer=layer, symbol=symbol):
                folder = self.top / layer
                folder.mkdir(exist_ok=True)
                subprocess.run(["as", "-o", folder / "a.o", "-"], input=f".quad {symbol}\n",
                               text=True, check=True)
                subprocess.run(["ar", "rc", folder / "liba.a", folder / "a.o"], check=True)
                found = layers.check_archives(self.top)
                (folder / "liba.a").unlink()
                self.assertEqual(len(found), expected, found)


if __name__ == "__main__":
    unittest.main()
