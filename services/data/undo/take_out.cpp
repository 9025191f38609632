// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/undo/take_out.h"

#include "services/core/error.h"
#include "services/data/seed/deferred_references.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>

namespace arborist::data {

namespace {

using postgres::Connection;

/// Numbers of transactions that rows bear come around again after twice as many.
const QString kStillTold = QStringLiteral(
    "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint - $1::bigint < 2000000000");
const QString kAdded = QStringLiteral("xmin = ($1::xid8)::xid");

QString tr(const char *text)
{
    return QCoreApplication::translate("TakeOut", text);
}

class PlannedTakeOut final : public operations::PlannedOperation
{
public:
    PlannedTakeOut(const RunRecord &run, const journal::Kept &kept, const PlanTarget &target)
        : m_transaction(kept.what[u"transaction"].toString())
    {
        m_plan.operation = QStringLiteral("undo ") + run.operation;
        m_plan.request = {{QStringLiteral("run"), run.id},
                          {QStringLiteral("transaction"), m_transaction}};
        m_plan.target = target;
    }

    void make(const QJsonArray &names, Connection &connection, OperationContext &context)
    {
        if (!connection.exec(kStillTold, {m_transaction}).boolean(0, 0))
            throw Error(tr("It is too long ago: the rows that the run added cannot be told from "
                           "others any more."));
        m_tables = DataTables::read(connection);
        for (const QJsonValue &name : names) {
            const qsizetype table = m_tables.find(name[0].toString(), name[1].toString());
            if (table >= 0)
                m_set.push_back(size_t(table));
        }
        std::ranges::sort(m_set);
        // What refers to others goes first.
        m_order = m_tables.order(m_set);
        std::ranges::reverse(m_order);
        for (const size_t table : m_order) {
            context.throwIfStopped();
            add(table, connection);
        }
        refuseOthers(connection);
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(stages::Verb::Undo); }
    bool hasWork() const override { return !m_plan.steps.empty(); }

    void run(operations::Run &run) override
    {
        Connection &connection = run.connection();
        const postgres::RollbackGuard guard(connection, run.context().stop);
        connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ"));
        connection.exec(QStringLiteral("SET LOCAL lock_timeout = '5s'"));
        refuseOthers(connection);
        DeferredReferences circles(connection, m_tables, keysOfCycles());
        std::vector<std::pair<QString, qint64>> done;
        for (const size_t table : m_order) {
            run.context().throwIfStopped();
            const DataTable &each = m_tables.at(table);
            run.context().progress->enter(each.title(), 1.0 / double(m_order.size()));
            done.emplace_back(
                each.title(),
                connection
                    .exec(QStringLiteral("DELETE FROM %1 WHERE %2").arg(each.onlySql(), kAdded),
                          {m_transaction})
                    .affectedRows());
        }
        circles.check();
        run.context().throwIfStopped();
        connection.exec(QStringLiteral("COMMIT"));
        for (const auto &[title, rows] : done) {
            run.beginStep(titleOf(title));
            run.addRows(rows);
        }
    }

private:
    std::vector<size_t> keysOfCycles() const
    {
        std::vector<size_t> keys;
        for (const DataTables::Set &cycle : m_tables.cycles(m_set)) {
            for (size_t i = 0; cycle.size() > 1 && i < m_tables.references().size(); ++i) {
                const DataReference &key = m_tables.references()[i];
                if (std::ranges::count(cycle, key.from) && std::ranges::count(cycle, key.to))
                    keys.push_back(i);
            }
        }
        return keys;
    }

    static QString titleOf(const QString &table)
    {
        return tr("Take out the added rows of %1").arg(table);
    }

    void add(size_t table, Connection &connection)
    {
        const DataTable &each = m_tables.at(table);
        const qint64 rows =
            connection
                .exec(
                    QStringLiteral("SELECT count(*) FROM %1 WHERE %2").arg(each.onlySql(), kAdded),
                    {m_transaction})
                .integer(0, 0);
        if (rows == 0)
            return;
        PlanStep step;
        step.title = titleOf(each.title());
        step.rows = rows;
        step.sql = QStringLiteral("DELETE FROM %1 WHERE xmin = '%2'::xid8::xid")
                       .arg(each.onlySql(), m_transaction);
        step.lock = QStringLiteral("ROW EXCLUSIVE on ") + each.title();
        m_plan.steps.push_back(std::move(step));
        m_plan.tables.push_back({each.title(), rows});
    }

    /// Rows that somebody has added since, and that a foreign key would delete or change.
    void refuseOthers(Connection &connection) const
    {
        QStringList oids;
        for (const size_t table : m_set)
            oids << QString::number(m_tables.at(table).oid);
        const auto keys = connection.exec(postgres::sqlFile(QStringLiteral("take_out_referring")),
                                          {postgres::arrayLiteral(oids)});
        for (int row = 0; row < keys.rows(); ++row) {
            const auto found = connection.exec(
                QStringLiteral("SELECT FROM %1 AS c JOIN %2 AS p ON %3 WHERE p.%4 AND c.xmin <> "
                               "($1::xid8)::xid LIMIT 1")
                    .arg(keys.text(row, 0), keys.text(row, 1), keys.text(row, 2), kAdded),
                {m_transaction});
            if (found.rows() > 0)
                throw Error::refused(
                    tr("Rows of %1 have come to refer to rows of %2 that the run added, and would "
                       "go with them.")
                        .arg(keys.text(row, 0), keys.text(row, 1)),
                    tr("Delete them, or let them refer to others. Nothing was changed."));
        }
    }

    QString m_transaction;
    DataTables m_tables;
    DataTables::Set m_set, m_order;
    Plan m_plan;
};

} // namespace

operations::PlannedOperationPtr planTakeOut(const RunRecord &run, const journal::Kept &kept,
                                            const PlanTarget &target, Connection &connection,
                                            OperationContext &context)
{
    auto planned = std::make_shared<PlannedTakeOut>(run, kept, target);
    planned->make(kept.what[u"tables"].toArray(), connection, context);
    return planned;
}

} // namespace arborist::data
