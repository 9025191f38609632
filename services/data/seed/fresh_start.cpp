// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/fresh_start.h"

#include "services/core/error.h"
#include "services/data/transfer/locked_tables.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::data {

namespace {

constexpr int kPatience = 10; // seconds

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

} // namespace

FreshStart::FreshStart(const DataTables &tables, const DataTables::Set &set,
                       std::vector<migrations::LedgerName> ledgers,
                       postgres::Connection &connection, OperationContext &context)
    : m_tables(tables),
      m_ledgers(std::move(ledgers)),
      m_asked(set),
      m_emptied(tables.cascade(set))
{
    for (const size_t table : m_emptied) {
        context.throwIfStopped();
        m_rows.push_back(
            connection.exec(QStringLiteral("SELECT count(*) FROM ") + m_tables.at(table).onlySql())
                .integer(0, 0));
    }
}

QString FreshStart::title() const
{
    return tr("Archive and empty %1").arg(tablesText(m_emptied.size()));
}

QString FreshStart::names() const
{
    QStringList names;
    for (const size_t table : m_emptied)
        names << m_tables.at(table).onlySql();
    return names.join(QStringLiteral(", "));
}

void FreshStart::describe(Plan &plan) const
{
    PlanStep step;
    step.title = title();
    step.rows = 0;
    step.sql = QStringLiteral("TRUNCATE %1 RESTART IDENTITY").arg(names());
    for (size_t i = 0; i < m_emptied.size(); ++i) {
        const QString title = m_tables.at(m_emptied[i]).title();
        step.rows += m_rows[i];
        plan.tables.push_back({title, m_rows[i]});
        const bool isAsked = std::ranges::count(m_asked, m_emptied[i]) > 0;
        if (m_rows[i] > 0)
            plan.loses << (isAsked ? tr("%1 rows of %2")
                                   : tr("%1 rows of %2, which refers to them"))
                              .arg(QLocale().toString(m_rows[i]), title);
    }
    step.lock = tr("ACCESS EXCLUSIVE on all of them");
    plan.steps.push_back(std::move(step));
}

void FreshStart::run(operations::Run &run,
                     const std::function<void(postgres::Connection &)> &fill) const
{
    run.beginStep(title());
    inLockingTransaction(run, kPatience, [&](postgres::Connection &connection) {
        // Nobody writes from here on, and the archive can still be read by other connections.
        connection.exec(QStringLiteral("LOCK TABLE %1 IN EXCLUSIVE MODE").arg(names()));
        const qint64 rows = keepRows(run, m_tables, m_emptied, false, m_ledgers, 0.4).rows();
        run.note(tr("%1 rows were archived.").arg(QLocale().toString(rows)));
        connection.exec(QStringLiteral("TRUNCATE %1 RESTART IDENTITY").arg(names()));
        fill(connection);
    });
}

} // namespace arborist::data
