// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed_runner.h"

#include "services/data/seed/deferred_references.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

/// A server's error within a statement of a file. Its detail may hold the row: not told.
Error placed(const Error &error, const SeedUnit &unit, const SeedStatement &statement)
{
    Error told(error.message(), error.hint(), error.kind());
    told.setSqlState(error.sqlState());
    qsizetype at = statement.at;
    if (error.position() > 0) {
        const QString before = statement.sql.left(error.position() - 1);
        at += before.toUtf8().size();
    }
    return told.setWhere(unit.text->place(at));
}

} // namespace

void SeedRunner::load(postgres::Connection &connection, OperationContext &context)
{
    loadAll(connection, context, false);
}

Error SeedRunner::find(const Error &error, postgres::Connection &connection,
                       OperationContext &context)
{
    const bool isAboutData =
        error.sqlState().startsWith(u"22") || error.sqlState().startsWith(u"23");
    if (!isAboutData || error.where().count(u':') >= 2 || !connection.isOpen())
        return error;
    try {
        const postgres::RollbackGuard guard(connection, context.stop);
        connection.exec(QStringLiteral("BEGIN"));
        loadAll(connection, context, true);
    } catch (const Error &found) {
        if (found.sqlState() == error.sqlState())
            return found;
    }
    return error;
}

void SeedRunner::loadAll(postgres::Connection &connection, OperationContext &context, bool finds)
{
    m_loaded.clear();
    DeferredReferences circle(connection, m_tables, m_order.circle);
    RowLoader loader(connection, context.stop, finds);
    const double weight = 1.0 / double(std::max<size_t>(1, m_order.units.size()));
    for (const SeedUnit &unit : m_order.units) {
        context.throwIfStopped();
        context.progress->enter(tr("Loading %1").arg(unit.file.shown), weight);
        if (unit.file.form == SeedFile::Form::Sql)
            loadSql(unit, connection, context);
        for (const RowGroup &group : unit.groups) {
            const size_t table = unit.tables.front();
            add(table, loader.load(group, *unit.text, m_tables.at(table), m_keys[table]));
        }
    }
    circle.check();
    for (const size_t table : tablesOf(m_order.units))
        advanceCounters(connection, m_tables.at(table), m_keys[table]);
}

void SeedRunner::loadSql(const SeedUnit &unit, postgres::Connection &connection,
                         OperationContext &context)
{
    for (const SeedStatement &statement : unit.sql.statements) {
        context.throwIfStopped();
        try {
            const qint64 rows = connection.exec(statement.sql).affectedRows();
            if (statement.table.isEmpty())
                continue;
            LoadedRows done{rows, 0};
            if (statement.inserts && statement.isGuarded && statement.rows > rows)
                done.existed = statement.rows - rows;
            add(seedTable(m_tables, statement.table), done);
        } catch (const Error &error) {
            if (error.sqlState().isEmpty() || error.sqlState() == u"40001")
                throw;
            throw placed(error, unit, statement);
        }
    }
}

void SeedRunner::add(size_t table, const LoadedRows &rows)
{
    auto found = std::ranges::find(m_loaded, table, &std::pair<size_t, LoadedRows>::first);
    if (found == m_loaded.end()) {
        m_loaded.push_back({table, {}});
        found = m_loaded.end() - 1;
    }
    found->second.added += rows.added;
    found->second.existed += rows.existed;
}

} // namespace arborist::data
