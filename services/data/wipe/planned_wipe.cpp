// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/transfer/locked_tables.h"
#include "services/data/wipe/wipe.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <algorithm>
#include <functional>
#include <map>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Wipe", text);
}

QString titles(const DataTables &tables, const DataTables::Set &set)
{
    QStringList names;
    for (const size_t index : set)
        names << tables.at(index).title();
    return names.join(QStringLiteral(", "));
}

class PlannedWipe final : public operations::PlannedOperation
{
public:
    explicit PlannedWipe(const WipeOrder &order) : m_order(order) {}

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(stages::Verb::Wipe); }
    bool hasWork() const override { return !m_plan.tables.empty(); }
    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    DataTables::Set chosen(const DataTables &tables) const;
    void refuseReferring(const DataTables &tables, const DataTables::Set &set) const;
    QString names(const DataTables &tables, const DataTables::Set &set) const;
    QString truncateSql(const DataTables &tables, const DataTables::Set &set) const;

    WipeOrder m_order;
    Plan m_plan;
};

DataTables::Set PlannedWipe::chosen(const DataTables &tables) const
{
    const DataTables::Set set = tables.select(m_order.tables);
    return m_order.takesReferring ? tables.cascade(set) : set;
}

void PlannedWipe::refuseReferring(const DataTables &tables, const DataTables::Set &set) const
{
    DataTables::Set along;
    std::ranges::set_difference(tables.cascade(set), set, std::back_inserter(along));
    if (along.empty())
        return;
    qint64 rows = 0;
    for (const size_t index : along)
        rows += std::max<qint64>(0, tables.at(index).rows);
    throw Error::refused(
        tr("Other tables refer to these and would be emptied with them: %1 (about %2 rows).")
            .arg(titles(tables, along), QLocale().toString(rows)),
        tr("Name them, too: --tables \"%1\". Or let them go along: --cascade")
            .arg(titles(tables, tables.cascade(set))));
}

QString PlannedWipe::names(const DataTables &tables, const DataTables::Set &set) const
{
    QStringList all;
    for (const size_t index : set)
        all << tables.at(index).onlySql();
    return all.join(QStringLiteral(", "));
}

QString PlannedWipe::truncateSql(const DataTables &tables, const DataTables::Set &set) const
{
    return QStringLiteral("TRUNCATE %1 %2")
        .arg(names(tables, set), m_order.keepsSequences ? QStringLiteral("CONTINUE IDENTITY")
                                                        : QStringLiteral("RESTART IDENTITY"));
}

void PlannedWipe::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the wipe"), 1);
    DataTables tables = DataTables::read(connection, m_order.ledgers);
    const DataTables::Set set = chosen(tables);
    const DataTables::Set asked = tables.select(m_order.tables);
    refuseReferring(tables, set);
    // What is lost is to be told exactly.
    tables.countRows(connection, set, context);
    m_plan.operation = QLatin1String(kind().name);
    m_plan.target = m_order.target;
    QJsonArray named;
    qint64 rows = 0;
    std::multimap<qint64, QString, std::greater<>> lost; // what is most first
    for (const size_t index : set) {
        const DataTable &table = tables.at(index);
        if (table.hidesRows || table.hasForeignParts)
            throw Error::refused(
                table.hidesRows
                    ? tr("Row security may hide rows of %1 from this role.").arg(table.title())
                    : tr("Rows of %1 are on another server.").arg(table.title()),
                tr("Connect as a role with BYPASSRLS, or leave the table out."));
        named += table.title();
        m_plan.tables.push_back({table.title(), table.rows});
        rows += table.rows;
        if (table.rows > 0)
            lost.emplace(table.rows, (std::ranges::binary_search(asked, index)
                                          ? tr("%1 rows of %2")
                                          : tr("%1 rows of %2, which refers to what is emptied"))
                                         .arg(QLocale().toString(table.rows), table.title()));
    }
    for (const auto &[count, text] : lost)
        m_plan.loses << text;
    m_plan.schema = schemaText(tables, set);
    m_plan.request = {{QStringLiteral("tables"), named},
                      {QStringLiteral("sequences"), m_order.keepsSequences
                                                        ? QStringLiteral("continue")
                                                        : QStringLiteral("restart")}};
    if (set.empty())
        return;
    m_plan.steps.push_back({tr("Keep the rows of %1").arg(tablesText(set.size())),
                            rows,
                            {},
                            tr("EXCLUSIVE on each: nobody else writes from here on")});
    m_plan.steps.push_back({tr("Empty %1").arg(tablesText(set.size())), rows,
                            truncateSql(tables, set),
                            tr("ACCESS EXCLUSIVE on each: nobody else reads from here on")});
    m_plan.remarks << (m_order.keepsSequences
                           ? tr("Numbers that the tables give out go on where they are.")
                           : tr("Numbers that the tables give out begin anew."));
    if (m_order.tables.isEmpty())
        m_plan.remarks << tr("The record of applied migrations and tables of extensions stay.");
    m_plan.wayBack = tr("The rows are kept in an archive; Undo puts them back.");
}

void PlannedWipe::run(operations::Run &run)
{
    qint64 rows = 0;
    inLockingTransaction(run, m_order.lockSeconds, [&](postgres::Connection &connection) {
        run.beginStep(m_plan.steps[0].title);
        {
            const DataTables before = DataTables::read(connection, m_order.ledgers);
            connection.exec(QStringLiteral("LOCK TABLE %1 IN EXCLUSIVE MODE")
                                .arg(names(before, chosen(before))));
        }
        DataTables tables = DataTables::read(connection, m_order.ledgers);
        const DataTables::Set set = chosen(tables);
        if (schemaText(tables, set) != m_plan.schema)
            throw Error::refused(tr("The tables have changed since the plan was made."),
                                 tr("Plan again, and look at the new plan before it runs."));
        rows = keepRows(run, tables, set, false, m_order.ledgers, 0.9).rows();
        run.beginStep(m_plan.steps[1].title);
        run.context().progress->enter(m_plan.steps[1].title, 0.1);
        connection.exec(truncateSql(tables, set));
        for (const size_t index : set) {
            const bool isEmpty = connection
                                     .exec(QStringLiteral("SELECT NOT EXISTS (SELECT FROM %1)")
                                               .arg(tables.at(index).onlySql()))
                                     .boolean(0, 0);
            if (!isEmpty) // a trigger has put something there
                throw Error(
                    tr("%1 did not stay empty. Nothing was changed.").arg(tables.at(index).title()),
                    tr("Look at its TRUNCATE triggers."));
        }
    });
    run.addRows(rows);
}

} // namespace

operations::PlannedOperationPtr planWipe(const WipeOrder &order, postgres::Connection &connection,
                                         OperationContext &context)
{
    auto planned = std::make_shared<PlannedWipe>(order);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::data
