// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/down_writer.h"

#include "services/migrations/snapshot/ddl_text.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DownProposal", text);
}

/// Parts of one that the other does not have just so.
std::vector<ModelPart> missingFrom(const std::vector<ModelPart> &other,
                                   const std::vector<ModelPart> &parts)
{
    std::vector<ModelPart> missing;
    for (const ModelPart &part : parts) {
        if (std::find(other.begin(), other.end(), part) == other.end())
            missing.push_back(part);
    }
    return missing;
}

const std::vector<ModelPart> &none()
{
    static const std::vector<ModelPart> parts;
    return parts;
}

QString alter(const ModelTable &table)
{
    return QStringLiteral("ALTER TABLE ") + qualified(table) + u' ';
}

QString kindOf(const ModelPart &view)
{
    return view.sql.startsWith(QStringLiteral("CREATE MATERIALIZED"))
               ? QStringLiteral("MATERIALIZED VIEW")
               : QStringLiteral("VIEW");
}

} // namespace

DownProposal DownWriter::write()
{
    dropDependents();
    makeTypes();
    makeTables();
    changeEnums();
    for (const ModelTable &now : m_after.tables) {
        const auto was = m_before.tables.constFind(now.id());
        if (was != m_before.tables.cend())
            changeTable(now, *was);
    }
    dropTables();
    makeParts();
    dropTypes();
    m_proposal.sql = m_lines.isEmpty() ? QString() : m_lines.join(u'\n') + u'\n';
    return m_proposal;
}

/// What refers to others goes first, so that nothing stands in the way of anything.
void DownWriter::dropDependents()
{
    for (auto view = m_after.views.cbegin(); view != m_after.views.cend(); ++view) {
        const auto was = m_before.views.constFind(view.key());
        if (was == m_before.views.cend() || *was != *view)
            say(QStringLiteral("DROP %1 %2").arg(kindOf(*view), view->name));
    }
    for (const ModelTable &now : m_after.tables) {
        const auto was = m_before.tables.constFind(now.id());
        dropParts(now, was == m_before.tables.cend() ? nullptr : &*was);
    }
}

void DownWriter::dropParts(const ModelTable &now, const ModelTable *was)
{
    const auto constraints = [&](const std::vector<ModelPart> &parts,
                                 const std::vector<ModelPart> &before) {
        for (const ModelPart &part : missingFrom(before, parts))
            say(alter(now) + QStringLiteral("DROP CONSTRAINT ") + quotedName(part.name));
    };
    // Of a table that goes, foreign keys alone could hold another one up.
    constraints(now.foreignKeys, was ? was->foreignKeys : none());
    if (!was)
        return;
    for (const ModelPart &part : missingFrom(was->policies, now.policies))
        say(QStringLiteral("DROP POLICY %1 ON %2").arg(quotedName(part.name), qualified(now)));
    if (now.rowSecurity && !was->rowSecurity)
        say(alter(now) + QStringLiteral("DISABLE ROW LEVEL SECURITY"));
    for (const ModelPart &part : missingFrom(was->indexes, now.indexes))
        say(QStringLiteral("DROP INDEX ") + qualified(now.schema, part.name));
    constraints(now.checks, was->checks);
    constraints(now.keys, was->keys);
}

void DownWriter::makeTypes()
{
    for (const QString &schema : m_before.schemas) {
        if (!m_after.schemas.contains(schema))
            say(QStringLiteral("CREATE SCHEMA ") + quotedName(schema));
    }
    for (auto made = m_before.enums.cbegin(); made != m_before.enums.cend(); ++made) {
        if (!m_after.enums.contains(made.key()))
            say(enumText(*made));
    }
    for (auto made = m_before.sequences.cbegin(); made != m_before.sequences.cend(); ++made) {
        const auto now = m_after.sequences.constFind(made.key());
        if (now == m_after.sequences.cend()) {
            say(made->sql);
            m_proposal.notComeBack << tr("Sequence %1, from its beginning").arg(made.key());
        } else if (*now != *made) {
            say(QString(made->sql).replace(QStringLiteral("CREATE"), QStringLiteral("ALTER")));
        }
    }
}

void DownWriter::makeTables()
{
    for (const ModelTable &was : m_before.tables) {
        if (m_after.tables.contains(was.id()))
            continue;
        comment(tr("Its rows do not come back."));
        say(tableText(was));
        m_proposal.notComeBack << tr("Table %1, without its rows").arg(was.id());
    }
}

void DownWriter::changeTable(const ModelTable &now, const ModelTable &was)
{
    for (const ModelColumn &column : was.columns) {
        const ModelColumn *kept = now.column(column.name);
        if (kept) {
            changeColumn(now, *kept, column);
            continue;
        }
        const bool needsValue = column.notNull && column.defaultSql.isEmpty() &&
                                column.identity.isEmpty() && column.generated.isEmpty() &&
                                !column.type.contains(QStringLiteral("serial"));
        comment(needsValue ? tr("What was in it does not come back; NOT NULL fails where the table "
                                "has rows: fill it first, or leave NOT NULL out.")
                           : tr("What was in it does not come back."));
        say(alter(now) + QStringLiteral("ADD COLUMN ") + columnText(column));
        m_proposal.notComeBack << tr("Column %1.%2, without its values").arg(now.id(), column.name);
    }
    for (const ModelColumn &column : now.columns) {
        if (was.column(column.name))
            continue;
        say(alter(now) + QStringLiteral("DROP COLUMN ") + quotedName(column.name));
        lose(tr("Column %1.%2, with what is in it").arg(now.id(), column.name));
    }
}

void DownWriter::changeColumn(const ModelTable &table, const ModelColumn &now,
                              const ModelColumn &was)
{
    const QString column =
        alter(table) + QStringLiteral("ALTER COLUMN ") + quotedName(now.name) + u' ';
    if (now.generated != was.generated || now.identity != was.identity ||
        now.primaryKey != was.primaryKey) {
        comment(tr("Column %1.%2 was “%3”: change it back by hand.")
                    .arg(table.id(), now.name, columnText(was)));
        m_proposal.doubts
            << tr("Column %1.%2 has to be changed back by hand.").arg(table.id(), now.name);
    }
    const bool typeDiffers = now.type != was.type;
    const bool defaultDiffers = now.defaultSql != was.defaultSql;
    if (typeDiffers) {
        // A default of the other type would stand in the way.
        if (!now.defaultSql.isEmpty())
            say(column + QStringLiteral("DROP DEFAULT"));
        const QString type = QString(was.type)
                                 .replace(QStringLiteral("bigserial"), QStringLiteral("bigint"))
                                 .replace(QStringLiteral("smallserial"), QStringLiteral("smallint"))
                                 .replace(QStringLiteral("serial"), QStringLiteral("integer"));
        comment(tr("Fails, or cuts off, where a value does not fit into %1.").arg(was.type));
        say(column +
            QStringLiteral("SET DATA TYPE %1 USING %2::%1").arg(type, quotedName(now.name)));
        m_proposal.doubts
            << tr("Values of %1.%2 may not fit into %3.").arg(table.id(), now.name, was.type);
    }
    if ((typeDiffers || defaultDiffers) && !was.defaultSql.isEmpty())
        say(column + QStringLiteral("SET DEFAULT ") + was.defaultSql);
    else if (defaultDiffers && !typeDiffers)
        say(column + QStringLiteral("DROP DEFAULT"));
    if (now.notNull != was.notNull && !was.primaryKey && !now.primaryKey) {
        if (was.notNull)
            comment(tr("Fails where a row has no value by now."));
        say(column +
            (was.notNull ? QStringLiteral("SET NOT NULL") : QStringLiteral("DROP NOT NULL")));
    }
}

void DownWriter::changeEnums()
{
    for (auto now = m_after.enums.cbegin(); now != m_after.enums.cend(); ++now) {
        const auto was = m_before.enums.constFind(now.key());
        if (was != m_before.enums.cend() && was->values != now->values)
            changeEnum(*now, *was);
    }
}

/// PostgreSQL takes no value out of an enum: the type is made anew, and each column moved to it.
void DownWriter::changeEnum(const ModelEnum &now, const ModelEnum &was)
{
    const QString type = qualified(now.schema, now.name);
    const QString old = now.name + QStringLiteral("__old");
    comment(tr("Fails while a row holds a value that %1 did not have.")
                .arg(was.schema + u'.' + was.name));
    say(QStringLiteral("ALTER TYPE %1 RENAME TO %2").arg(type, quotedName(old)));
    say(enumText(was));
    for (const ModelTable &table : m_after.tables) {
        for (const ModelColumn &column : table.columns) {
            const qsizetype brackets = column.type.indexOf(u'[');
            if (column.type.left(brackets) != type)
                continue;
            const QString alterColumn =
                alter(table) + QStringLiteral("ALTER COLUMN ") + quotedName(column.name) + u' ';
            const QString array = brackets < 0 ? QString() : QStringLiteral("[]");
            if (!column.defaultSql.isEmpty())
                say(alterColumn + QStringLiteral("DROP DEFAULT"));
            say(alterColumn + QStringLiteral("SET DATA TYPE %1%3 USING %2::text%3::%1%3")
                                  .arg(type, quotedName(column.name), array));
            const auto before = m_before.tables.constFind(table.id());
            const ModelColumn *wasColumn =
                before == m_before.tables.cend() ? nullptr : before->column(column.name);
            // changeColumn() sets it where it differs as well.
            if (wasColumn && wasColumn->defaultSql == column.defaultSql &&
                !column.defaultSql.isEmpty())
                say(alterColumn + QStringLiteral("SET DEFAULT ") + column.defaultSql);
        }
    }
    say(QStringLiteral("DROP TYPE ") + qualified(now.schema, old));
    m_proposal.doubts << tr("Rows may hold values that %1 did not have before.")
                             .arg(was.schema + u'.' + was.name);
}

void DownWriter::dropTables()
{
    for (const ModelTable &now : m_after.tables) {
        if (m_before.tables.contains(now.id()))
            continue;
        say(QStringLiteral("DROP TABLE ") + qualified(now));
        lose(tr("Table %1, with its rows").arg(now.id()));
    }
}

void DownWriter::makeParts()
{
    using Parts = std::vector<ModelPart> ModelTable::*;
    // Keys of all tables before the foreign keys that refer to them.
    for (const Parts parts : {&ModelTable::keys, &ModelTable::checks, &ModelTable::indexes,
                              &ModelTable::foreignKeys, &ModelTable::policies}) {
        for (const ModelTable &was : m_before.tables) {
            const auto now = m_after.tables.constFind(was.id());
            const bool stays = now != m_after.tables.cend();
            if (parts == &ModelTable::policies && was.rowSecurity && !(stays && now->rowSecurity))
                say(alter(was) + QStringLiteral("ENABLE ROW LEVEL SECURITY"));
            for (const ModelPart &part : missingFrom(stays ? (*now).*parts : none(), was.*parts))
                say(part.sql);
        }
    }
    for (auto view = m_before.views.cbegin(); view != m_before.views.cend(); ++view) {
        const auto now = m_after.views.constFind(view.key());
        if (now == m_after.views.cend() || *now != *view)
            say(view->sql);
    }
}

void DownWriter::dropTypes()
{
    for (auto made = m_after.enums.cbegin(); made != m_after.enums.cend(); ++made) {
        if (!m_before.enums.contains(made.key()))
            say(QStringLiteral("DROP TYPE ") + qualified(made->schema, made->name));
    }
    for (auto made = m_after.sequences.cbegin(); made != m_after.sequences.cend(); ++made) {
        if (m_before.sequences.contains(made.key()))
            continue;
        say(QStringLiteral("DROP SEQUENCE ") + made->name);
        lose(tr("Sequence %1, with its place").arg(made.key()));
    }
    for (const QString &schema : m_after.schemas) {
        if (!m_before.schemas.contains(schema))
            say(QStringLiteral("DROP SCHEMA ") + quotedName(schema));
    }
    for (const QString &role : m_after.roles) {
        if (!m_before.roles.contains(role))
            comment(tr("The role %1 belongs to the whole server, and stays.").arg(role));
    }
}

} // namespace arborist::migrations
