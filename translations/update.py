#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the .ts files up to date with the sources: update.py LUPDATE SOURCE_FOLDER...

All texts stand in one context: the same English words are translated once, wherever they are
used; Translator (app/gui) looks them up there. Words that need two translations differ by a
disambiguation, tr("Done", "job"). Texts that are no longer used go."""
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent


def key(message):
    return message.findtext("source", ""), message.findtext("comment", "")


def read_sources(lupdate, folders):
    """The messages of the sources, each once, in the order of the files."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder) / "fresh.ts"
        # It complains of contexts that it cannot name; they play no part here.
        done = subprocess.run([lupdate, "-silent", "-locations", "none", "-I", str(HERE.parent),
                               *folders, "-ts", str(fresh)], capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        return {key(message): message for message in xml.parse(fresh).getroot().iter("message")}


def update(file, sources):
    known = {}
    for message in xml.parse(file).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.text:
            known[key(message)] = translation.text
    root = xml.Element("TS", version="2.1", language=file.stem.partition("_")[2])
    context = xml.SubElement(root, "context")
    xml.SubElement(context, "name").text = "arborist"
    for (source, comment) in sources:
        message = xml.SubElement(context, "message")
        xml.SubElement(message, "source").text = source
        if comment:
            xml.SubElement(message, "comment").text = comment
        text = known.get((source, comment), known.get((source, "")))
        translation = xml.SubElement(message, "translation")
        if text:
            translation.text = text
        else:
            translation.set("type", "unfinished")
    xml.indent(root, "    ")
    body = xml.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n',
                    encoding="utf-8")
    missing = [source for source in sources if source not in known]
    print(f"{file.name}: {len(sources)} texts, {len(missing)} to be translated")


def main():
    lupdate, *folders = sys.argv[1:]
    sources = read_sources(lupdate, folders)
    for file in sorted(HERE.glob("*.ts")):
        update(file, sources)


if __name__ == "__main__":
    main()
