// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/migration_readers.h"

#include "services/migrations/files/drizzle_config.h"
#include "services/migrations/files/drizzle_journal.h"
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/drizzle_snapshots.h"
#include "services/migrations/files/json_slices.h"
#include "services/migrations/files/sections.h"
#include "services/migrations/files/typeorm_classes.h"
#include "services/migrations/lint/hazard.h"
#include "services/migrations/sql/statement.h"
#include "services/postgres/sql_split.h"
#include <QTemporaryFile>

namespace arborist::testing {
namespace {

using namespace migrations;

void check(bool holds, const char *promise)
{
    if (!holds)
        qFatal("broken promise: %s", promise);
}

/// Statements, and hazards of them, stand where they say.
void readScript(const Script &script, const QByteArray &text, Tool tool)
{
    for (const Piece &piece : script.pieces) {
        check(piece.offset >= 0 && piece.offset + piece.sql.size() <= text.size(),
              "a piece lies in its file");
        check(piece.line == placeAt(text, piece.offset).line, "a piece knows its line");
    }
    qsizetype before = 0;
    int piece = 0;
    for (const Statement &statement : statementsOf(script)) {
        const Piece &own = script.pieces.at(std::size_t(statement.piece));
        // Scripts for the way back have their pieces in reverse.
        before = statement.piece == piece ? before : own.offset;
        piece = statement.piece;
        check(statement.offset >= before && statement.size > 0, "statements are in order");
        before = statement.offset + statement.size;
        check(before <= own.offset + own.sql.size(), "a statement lies in its piece");
        const QByteArray bytes = text.mid(statement.offset, statement.size);
        if (postgres::validUtf8(bytes) == bytes)
            check(statement.text.toUtf8() == bytes, "a statement is its bytes");
        const FilePlace place = placeAt(text, statement.offset);
        check(place.line == statement.line, "a statement knows its line");
    }
    MigrationSet set;
    set.tool = tool;
    Migration migration;
    migration.text = text;
    migration.up = script;
    set.migrations.push_back(std::move(migration));
    const int lines = int(text.count('\n')) + 1;
    for (const Hazard &hazard : lint({&set, {0}, {}}, nullptr)) {
        check(hazard.line >= 1 && hazard.endLine >= hazard.line && hazard.endLine <= lines &&
                  hazard.column >= 1,
              "a hazard lies in its file");
    }
}

void readSections(const Sections &sections, const QByteArray &text, Tool tool)
{
    if (sections.up)
        readScript(*sections.up, text, tool);
    if (sections.down)
        readScript(*sections.down, text, tool);
}

void readJson(const QByteArray &text)
{
    const auto slices = jsonMembers(text);
    for (const JsonSlice &slice : slices ? *slices : std::vector<JsonSlice>())
        check(slice.begin >= 0 && slice.begin <= slice.end && slice.end <= text.size(),
              "a member lies in its text");
    QTemporaryFile file;
    if (file.open() && file.write(text) == text.size() && file.flush()) {
        QString problem;
        readSnapshotHead(file.fileName(), problem);
    }
}

} // namespace

void readMigrationFile(const QByteArray &input)
{
    const qsizetype newline = input.indexOf('\n');
    const QByteArray name = input.first(qMax<qsizetype>(0, newline));
    constexpr const char *kNames[] = {"sql",   "drizzle", "dbmate", "goose",   "node-pg",
                                      "plain", "journal", "json",   "typeorm", "config"};
    const bool isNamed = std::ranges::any_of(kNames, [&](const char *one) { return name == one; });
    const QByteArray text = isNamed ? input.sliced(newline + 1) : input;
    const QString file = QStringLiteral("/project/file");
    const auto wants = [&](const char *reader) { return !isNamed || name == reader; };
    if (wants("sql"))
        readScript(wholeFile(file, text), text, Tool::GolangMigrate);
    if (wants("drizzle")) {
        Script script;
        script.pieces = splitAtBreakpoints(text);
        readScript(script, text, Tool::Drizzle);
    }
    if (wants("dbmate"))
        readSections(dbmateSections(file, text), text, Tool::Dbmate);
    if (wants("goose"))
        readSections(gooseSections(file, text), text, Tool::Goose);
    if (wants("node-pg"))
        readSections(nodePgSections(file, text), text, Tool::NodePgMigrate);
    if (wants("plain"))
        readSections(plainSections(file, text), text, Tool::Sql);
    if (wants("journal"))
        parseJournal(text, file);
    if (wants("json"))
        readJson(text);
    if (wants("typeorm")) {
        typeOrmClasses(QString::fromUtf8(text));
        importedFiles(QString::fromUtf8(text));
    }
    if (wants("config"))
        parseDrizzleConfig(QString::fromUtf8(text), [](const QString &) { return std::nullopt; });
}

} // namespace arborist::testing
