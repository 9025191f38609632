// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/ledgers/drizzle_ledger.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/ledger_change.h"
#include "services/migrations/run/selection.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QJsonArray>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PlannedLedgerFix", text);
}

bool isDrizzle(Tool tool)
{
    return tool == Tool::Drizzle || tool == Tool::DrizzleV1;
}

/// Whether its rows have numbers of their own.
bool hasRowNumbers(Tool tool)
{
    return isDrizzle(tool) || tool == Tool::TypeOrm || tool == Tool::Goose ||
           tool == Tool::NodePgMigrate;
}

/// One row, and what becomes of it.
struct RowFix {
    qint64 row = 0;
    QString name; ///< to be set; empty: the row goes
    QString text; ///< for people
};

class PlannedLedgerFix final : public operations::PlannedOperation
{
public:
    explicit PlannedLedgerFix(const LedgerFixRequest &request)
        : m_request(request),
          m_ledger(Ledger::of(m_request.set))
    {
    }
    PlannedLedgerFix(const PlannedLedgerFix &) = delete; // the ledger refers to the request
    PlannedLedgerFix &operator=(const PlannedLedgerFix &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Baseline);
    }
    bool hasWork() const override { return !m_fixes.empty(); }

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    void addForgotten(const LedgerState &state);
    void addNames(const LedgerState &state);
    QString sqlOf(const RowFix &fix) const;
    QString nameOf(const LedgerRow &row) const;

    LedgerFixRequest m_request;
    std::unique_ptr<Ledger> m_ledger;
    std::vector<RowFix> m_fixes;
    Plan m_plan;
};

void PlannedLedgerFix::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Reading the ledger"), 1);
    requireDirect(connection);
    const LedgerState state = m_ledger->read(connection);
    if (!state.problems.empty())
        throw Error::refused(state.problems.front().text, state.problems.front().remedy);
    addForgotten(state);
    if (m_request.setNames)
        addNames(state);
    QJsonArray fixes;
    for (const RowFix &fix : m_fixes) {
        PlanStep step;
        step.title = fix.text;
        step.rows = 1;
        step.sql = sqlOf(fix);
        step.lock = tr("ACCESS EXCLUSIVE on %1").arg(shown(m_request.set.ledger));
        m_plan.steps.push_back(std::move(step));
        fixes += QJsonObject{{QStringLiteral("row"), fix.row}, {QStringLiteral("name"), fix.name}};
    }
    m_plan.operation = QStringLiteral("baseline");
    m_plan.target = m_request.target;
    m_plan.request = {{QStringLiteral("folder"), m_request.set.shown},
                      {QStringLiteral("rows"), fixes}};
    if (hasWork())
        m_plan.wayBack = tr("The history keeps what the rows were.");
}

void PlannedLedgerFix::addForgotten(const LedgerState &state)
{
    if (!m_request.forget.empty() && !hasRowNumbers(m_request.set.tool))
        throw Error::usage(tr("The rows of %1 have no numbers.").arg(toString(m_request.set.tool)));
    for (const qint64 number : m_request.forget) {
        const auto row = std::ranges::find(state.rows, number, &LedgerRow::row);
        if (row == state.rows.end())
            throw Error::usage(
                tr("%1 has no row %2.").arg(shown(m_request.set.ledger)).arg(number),
                tr("arboristctl status shows the rows that something is the matter with."));
        QString what = row->id.isEmpty() ? row->hash.left(12) : row->id;
        if (row->order)
            what += QStringLiteral(", %1").arg(*row->order);
        m_fixes.push_back({number, {}, tr("Take away row %1 (%2)").arg(number).arg(what)});
    }
}

/// What drizzle 1.0 would call it.
QString PlannedLedgerFix::nameOf(const LedgerRow &row) const
{
    const auto &all = m_request.set.migrations;
    const bool isNew = m_request.set.tool == Tool::DrizzleV1;
    auto found = std::ranges::find_if(
        all, [&](const Migration &migration) { return !isNew && row.order == migration.order; });
    if (found == all.end())
        found = std::ranges::find(all, row.hash, &Migration::hash);
    if (found == all.end())
        return {};
    return isNew ? found->id : newDrizzleName(*found);
}

void PlannedLedgerFix::addNames(const LedgerState &state)
{
    if (!isDrizzle(m_request.set.tool))
        throw Error::usage(tr("Only the ledger of Drizzle 1.0 has names to be set."));
    if (!state.isNewForm)
        return;
    for (const LedgerRow &row : state.rows) {
        if (!row.id.isEmpty())
            continue;
        const QString name = nameOf(row);
        if (!name.isEmpty())
            m_fixes.push_back({row.row, name, tr("Name row %1 %2").arg(row.row).arg(name)});
    }
}

QString PlannedLedgerFix::sqlOf(const RowFix &fix) const
{
    const QString table = quoted(m_request.set.ledger);
    const QString number = QString::number(fix.row);
    if (fix.name.isEmpty())
        return withLiterals(QStringLiteral("DELETE FROM %1 WHERE id = $1").arg(table), {number});
    return withLiterals(
        QStringLiteral("UPDATE %1 SET name = $2 WHERE id = $1 AND name IS NULL").arg(table),
        {number, fix.name});
}

void PlannedLedgerFix::run(operations::Run &run)
{
    run.beginStep(m_plan.steps.size() == 1 ? m_plan.steps.front().title
                                           : tr("Mend %1 rows of the ledger").arg(m_fixes.size()));
    changeLedger(run, m_request.set.ledger, *m_ledger, m_request.patience,
                 [&](postgres::Connection &connection) {
                     qint64 rows = 0;
                     for (const RowFix &fix : m_fixes) {
                         const qint64 changed = connection.exec(sqlOf(fix)).affectedRows();
                         if (changed != 1)
                             throw Error(tr("Row %1 is no longer what it was.").arg(fix.row),
                                         tr("Look at the status, and plan again."));
                         rows += changed;
                     }
                     return rows;
                 });
}

} // namespace

operations::PlannedOperationPtr planLedgerFix(const LedgerFixRequest &request,
                                              postgres::Connection &connection,
                                              OperationContext &context)
{
    auto planned = std::make_shared<PlannedLedgerFix>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::migrations
