#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what breaks the layers app -> ui -> models -> services: by include, by SQL text, by link.

Usage: layers.py TOP [--links FILE] [--build FOLDER]; prints one line a violation, exits 1 if any.
"""
import argparse
import pathlib
import re
import subprocess
import sys

LAYERS = ["services", "models", "ui", "app"]  # each may use those before it

# Folders of services that a folder may use beside core and postgres.
SERVICES = {
    "core": set(),
    "cloud": {"core"},
    "postgres": {"core"},
    "hierarchy": {"core", "postgres"},
    "stages": {"core", "postgres", "hierarchy", "cloud"},
    "samples": {"core"},
    "demo": {"core", "postgres", "samples"},
    "journal": {"core", "postgres"},
    "operations": {"core", "postgres", "journal", "stages"},
    "recipes": {"core", "postgres", "journal", "operations", "stages"},
    "query": {"core", "postgres", "journal", "operations", "stages"},
    "migrations": {"core", "postgres", "journal", "operations", "stages", "cloud", "backup"},
    "backup": {"core", "postgres", "journal", "operations", "stages", "cloud"},
    "data": {"core", "postgres", "journal", "operations", "stages", "cloud", "backup", "migrations",
             "samples"},
    "repair": {"core", "postgres", "journal", "operations", "stages", "hierarchy"},
}

QT_OF_LAYER = {
    "services": {"QtCore", "QtSql", "QtNetwork"},
    "models": {"QtCore", "QtGui"},
    "ui": {"QtCore", "QtGui", "QtWidgets", "QtCharts", "QtSvg", "QtSvgWidgets"},
}
QT_OF_FILE = {"services/stages/keychain.cpp": {"QtDBus"}}
# Other people's libraries: header pattern, and the only places that may include it.
LIBRARIES = [
    (re.compile(r"libpq|^postgresql/"), re.compile(r"^services/postgres/[^/]+\.cpp$")),
    (re.compile(r"^pg_query"), re.compile(r"^services/postgres/[^/]+\.cpp$")),
    (re.compile(r"^toml\+\+|^toml\.hpp"), re.compile(r"^services/")),
    (re.compile(r"^CLI/"), re.compile(r"^app/cli/")),
    (re.compile(r"^Qsci/"), re.compile(r"^ui/sql/")),
    (re.compile(r"^qt6keychain/"), re.compile(r"^services/stages/keychain\.cpp$")),
    (re.compile(r"^spdlog/"), re.compile(r"^(services|app)/")),
]
SQL = re.compile(r"\b(SELECT|UPDATE|DELETE FROM|INSERT INTO|CREATE TABLE|ALTER TABLE|DROP TABLE)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
OWN_ROOTS = {"services", "models", "ui", "app", "tests", "bench"}
SOURCE = {".cpp", ".h"}
QT_HEADERS = next((p for p in map(pathlib.Path, (
    "/usr/include/x86_64-linux-gnu/qt6", "/usr/include/aarch64-linux-gnu/qt6",
    "/usr/include/qt6")) if p.is_dir()), None)


def qt_modules():
    """Header name -> module, as the installed Qt has them; the first module wins."""
    if QT_HEADERS is None:
        sys.exit("layers.py: Qt 6 headers are not installed")
    modules = {}
    for folder in sorted(QT_HEADERS.glob("Qt*")):
        for header in folder.iterdir():
            modules.setdefault(header.name, folder.name)
    return modules


def sources(top):
    for layer in LAYERS + ["tests", "bench"]:
        for file in sorted((top / layer).rglob("*")):
            if file.suffix in SOURCE and file.is_file():
                yield file, file.relative_to(top).as_posix()


def check_own(path, target):
    """`path` includes `target`, both from the top of the tree."""
    layer, wanted = path.split("/")[0], target.split("/")[0]
    if layer not in LAYERS:
        return None
    if wanted not in LAYERS or LAYERS.index(wanted) > LAYERS.index(layer):
        return f"{layer} must not include {target}"
    if layer == wanted == "services":
        folder, other = path.split("/")[1], target.split("/")[1]
        if folder not in SERVICES:
            return f"services/{folder} is not listed in tests/layers/layers.py"
        if other != folder and other not in SERVICES[folder]:
            return f"services/{folder} must not include services/{other}"
    return None


def check_system(path, header, modules):
    layer = path.split("/")[0]
    name = header.rsplit("/", 1)[-1]
    module = header.split("/")[0] if "/" in header else modules.get(name)
    if header == "bits/stdc++.h" or (name == module and name.startswith("Qt")) or (
            "/" not in header and QT_HEADERS and (QT_HEADERS / header).is_dir()):
        return f"umbrella header <{header}>"
    allowed = QT_OF_LAYER.get(layer, set()) | QT_OF_FILE.get(path, set())
    if allowed and module and module.startswith("Qt") and module not in allowed:
        return f"{layer} must not include <{header}> ({module})"
    if layer in LAYERS:
        for pattern, place in LIBRARIES:
            if pattern.search(header) and not place.search(path):
                return f"<{header}> has no place here"
    return None


def check_sources(top):
    found = []
    modules = qt_modules()
    for file, path in sources(top):
        text = file.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            quote, header = match.groups()
            line = text.count("\n", 0, match.start(1)) + 1
            problem = None
            if header.split("/")[0] in OWN_ROOTS:
                problem = check_own(path, header)
            elif quote == "<" or re.match(r"Q[A-Zt]|libpq", header):
                problem = check_system(path, header, modules)
            elif not header.endswith(".moc"):
                problem = f'"{header}" is not written from the top of the tree'
            if problem:
                found.append(f"{path}:{line}: {problem}")
        if path.split("/")[0] in ("ui", "models"):
            for number, line in enumerate(text.splitlines(), 1):
                if SQL.search(line):
                    found.append(f"{path}:{number}: SQL outside services: {line.strip()}")
    return found


def read_links(file):
    """target -> (folder, libraries it links), as link_graph.cmake wrote them."""
    targets = {}
    for line in file.read_text().splitlines():
        name, folder, *libraries = line.split("\t")
        wanted = set()
        for library in libraries:
            wanted |= set(re.sub(r"\$<LINK_ONLY:([^>]*)>", r"\1", library).split(";"))
        targets[name] = (folder, wanted - {""})
    return targets


def closure(targets, name):
    seen, todo = set(), [name]
    while todo:
        for library in targets.get(todo.pop(), ("", set()))[1]:
            if library not in seen:
                seen.add(library)
                todo.append(library)
    return seen


def check_links(targets):
    found = []
    database = {"Qt6::Sql", "PostgreSQL::PostgreSQL", "pq"}
    drawing = {"Qt6::Gui", "Qt6::Widgets", "Qt6::Charts", "Qt6::Svg", "Qt6::SvgWidgets",
               "Qt6::OpenGLWidgets"}
    direct = {"services": drawing, "models": database | (drawing - {"Qt6::Gui"}), "ui": database}
    transitive = {"services": drawing, "models": drawing - {"Qt6::Gui"}, "ui": set()}
    for name, (folder, libraries) in sorted(targets.items()):
        layer, _, rest = folder.partition("/")
        if layer not in direct:
            continue
        everything = closure(targets, name)
        for library in sorted((libraries & direct[layer]) | (everything & transitive[layer])):
            found.append(f"{folder}: {name} must not link {library}")
        for library in sorted(everything & targets.keys()):
            other = targets[library][0]
            if other == folder or other.split("/")[0] not in LAYERS:
                continue
            if LAYERS.index(other.split("/")[0]) > LAYERS.index(layer):
                found.append(f"{folder}: {name} must not link {library} ({other})")
            elif layer == "services" and rest and library in libraries:
                if other.split("/")[1] not in SERVICES.get(rest.split("/")[0], set()):
                    found.append(f"{folder}: {name} must not link {library}")
    return found


def symbols(option, file):
    out = subprocess.run(["nm", *option, str(file)], capture_output=True, text=True, check=True)
    return {line.split()[-1].split("@")[0] for line in out.stdout.splitlines() if line.strip()
            and not line.endswith(":")}


def exported(library):
    folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
    for folder in folders:
        for file in sorted(pathlib.Path(folder).glob(library + ".so*")):
            return symbols(["-D", "--defined-only"], file)
    sys.exit(f"layers.py: {library} is not installed")


def check_archives(build):
    """Undefined symbols of each layer's archives that only a forbidden library defines."""
    core = exported("libQt6Core")
    forbidden = {
        "services": ["libQt6Gui", "libQt6Widgets"],
        "models": ["libQt6Widgets", "libQt6Sql", "libpq"],
        "ui": ["libQt6Sql", "libpq"],
    }
    exports = {name: exported(name) - core for names in forbidden.values() for name in names}
    found = []
    archives = 0
    for layer, names in forbidden.items():
        for archive in sorted((build / layer).rglob("*.a")):
            archives += 1
            wanted = symbols(["-u"], archive)
            for name in names:
                for symbol in sorted(wanted & exports[name]):
                    found.append(f"{archive.relative_to(build)}: uses {symbol} of {name}")
    if archives == 0:
        found.append(f"{build}: no library has been built")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("top", type=pathlib.Path)
    parser.add_argument("--links", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path)
    arguments = parser.parse_args()
    found = check_sources(arguments.top)
    if arguments.links:
        found += check_links(read_links(arguments.links))
    if arguments.build:
        found += check_archives(arguments.build)
    print("\n".join(found) if found else "The layers hold.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
