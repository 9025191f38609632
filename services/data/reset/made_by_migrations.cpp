// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/made_by_migrations.h"

#include "services/postgres/sql_split.h"
#include "services/postgres/sql_tree.h"
#include <QRegularExpression>

namespace arborist::data {

namespace {

using postgres::SqlNode;

/// Behind CREATE SCHEMA or CREATE EXTENSION; -1 where the statement begins otherwise.
qsizetype placeOfCondition(const QByteArray &sql)
{
    static const QRegularExpression head(QStringLiteral(R"(^CREATE\s+(?:SCHEMA|EXTENSION)\b)"),
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = head.match(QString::fromUtf8(sql.left(200)));
    return match.hasMatch() ? match.captured(0).toUtf8().size() : -1;
}

void look(migrations::Piece &piece, MadeByMigrations &made)
{
    std::vector<qsizetype> places;
    for (const postgres::SqlPart &part : postgres::splitSql(piece.sql)) {
        const QByteArray text = piece.sql.mid(part.begin, part.end - part.begin);
        const qsizetype place = placeOfCondition(text);
        if (place < 0)
            continue;
        const postgres::SqlTree tree(text);
        const SqlNode node = tree.statement();
        const SqlNode schema = node.as("CreateSchemaStmt");
        const SqlNode extension = node.as("CreateExtensionStmt");
        if ((!schema && !extension) || node.inner()["if_not_exists"])
            continue;
        // With tables in it, or named after its owner alone, it cannot be conditional.
        if (schema && (schema["schemaElts"] || !schema["schemaname"])) {
            made.schemas << (schema["schemaname"] ? schema["schemaname"].text()
                                                  : schema["authrole"]["rolename"].text());
            continue;
        }
        made.passedOver << (schema ? schema["schemaname"] : extension["extname"]).text();
        places.push_back(part.begin + place);
    }
    for (auto place = places.rbegin(); place != places.rend(); ++place)
        piece.sql.insert(*place, " IF NOT EXISTS");
}

} // namespace

MadeByMigrations MadeByMigrations::of(std::vector<migrations::MigrationSet> &sets)
{
    MadeByMigrations made;
    for (migrations::MigrationSet &set : sets) {
        for (migrations::Migration &migration : set.migrations) {
            if (!migration.up)
                continue;
            for (migrations::Piece &piece : migration.up->pieces)
                look(piece, made);
        }
    }
    return made;
}

} // namespace arborist::data
