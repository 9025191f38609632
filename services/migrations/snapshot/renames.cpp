// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/renames.h"

#include "services/migrations/snapshot/ddl_text.h"
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

QString unquoted(QString name)
{
    if (!name.startsWith(u'"'))
        return name.toLower();
    return name.mid(1, name.size() - 2).replace(QStringLiteral("\"\""), QStringLiteral("\""));
}

void replaceIn(std::vector<ModelPart> &parts, const QString &from, const QString &to)
{
    for (ModelPart &part : parts)
        part.sql.replace(from, to);
}

void renameColumn(ModelTable &table, const Rename &rename)
{
    for (ModelColumn &column : table.columns) {
        if (column.name == rename.column)
            column.name = rename.to;
    }
    for (auto *parts :
         {&table.keys, &table.checks, &table.indexes, &table.foreignKeys, &table.policies})
        replaceIn(*parts, quotedName(rename.column), quotedName(rename.to));
}

void renameTable(Snapshot &snapshot, const Rename &rename)
{
    ModelTable table = snapshot.tables.take(rename.schema + u'.' + rename.table);
    table.name = rename.to;
    snapshot.tables.insert(table.id(), table);
    for (ModelTable &any : snapshot.tables) {
        for (auto *parts :
             {&any.keys, &any.checks, &any.indexes, &any.foreignKeys, &any.policies}) {
            replaceIn(*parts, qualified(rename.schema, rename.table),
                      qualified(rename.schema, rename.to));
            replaceIn(*parts, quotedName(rename.table) + u'.', quotedName(rename.to) + u'.');
        }
    }
}

} // namespace

QString Rename::inverse() const
{
    const QString alter = QStringLiteral("ALTER TABLE ");
    if (column.isEmpty())
        return alter + qualified(schema, to) + QStringLiteral(" RENAME TO ") + quotedName(table);
    return alter + qualified(schema, table) + QStringLiteral(" RENAME COLUMN ") + quotedName(to) +
           QStringLiteral(" TO ") + quotedName(column);
}

std::vector<Rename> renamesIn(const std::vector<Statement> &statements)
{
    static const QRegularExpression pattern(
        QStringLiteral(R"(^ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?:(@)\s*\.\s*)?(@)\s+)"
                       R"(RENAME\s+(?:(?:COLUMN\s+)?(@)\s+)?TO\s+(@)\s*$)")
            .replace(u'@', QStringLiteral(R"("(?:[^"]|"")+"|[A-Za-z_]\w*)")),
        QRegularExpression::CaseInsensitiveOption);
    std::vector<Rename> renames;
    for (const Statement &statement : statements) {
        const auto match = pattern.match(statement.text.trimmed());
        if (!match.hasMatch())
            continue;
        const QString schema = match.captured(1);
        renames.push_back({schema.isEmpty() ? QStringLiteral("public") : unquoted(schema),
                           unquoted(match.captured(2)), unquoted(match.captured(3)),
                           unquoted(match.captured(4))});
    }
    return renames;
}

Snapshot renamed(Snapshot snapshot, const std::vector<Rename> &renames)
{
    for (const Rename &rename : renames) {
        const auto table = snapshot.tables.find(rename.schema + u'.' + rename.table);
        if (table == snapshot.tables.end())
            continue;
        if (rename.column.isEmpty())
            renameTable(snapshot, rename);
        else
            renameColumn(*table, rename);
    }
    return snapshot;
}

} // namespace arborist::migrations
