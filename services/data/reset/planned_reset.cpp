// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/database_twin.h"
#include "services/backup/maintenance.h"
#include "services/backup/restore_rights.h"
#include "services/backup/sessions.h"
#include "services/backup/swap_run.h"
#include "services/core/error.h"
#include "services/data/reset/planned_in_place.h"
#include "services/data/reset/reset_content.h"
#include "services/data/reset/schema_frame.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <mutex>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

class PlannedReset final : public ResetOperation
{
public:
    PlannedReset(const ResetRequest &request, const backup::DatabaseTraits &traits,
                 Connection &connection, OperationContext &context)
        : m_request(request),
          m_traits(traits),
          m_content(request, connection, context),
          m_frame(SchemaFrame::read(connection))
    {
        m_frame.leaveTo(m_content.made().schemas);
        describe(connection, context);
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Reset);
    }
    const std::vector<TestAccount> &accounts() const override { return m_content.accounts(); }
    void run(operations::Run &run) override;

private:
    void describe(Connection &connection, OperationContext &context);
    QString makeTitle() const;
    QString swapTitle() const;
    void build(operations::Run &run, backup::SwapRun &swap);

    ResetRequest m_request;
    backup::DatabaseTraits m_traits;
    ResetContent m_content;
    SchemaFrame m_frame;
    Plan m_plan;
    int m_steps = 0;
};

QString PlannedReset::makeTitle() const
{
    return tr("Make a new database like %1").arg(m_traits.name);
}

QString PlannedReset::swapTitle() const
{
    return tr("End all sessions, and put it in the place of %1").arg(m_traits.name);
}

void PlannedReset::describe(Connection &connection, OperationContext &context)
{
    m_plan.operation = QStringLiteral("reset");
    m_plan.target = m_request.target;
    m_plan.steps.push_back({makeTitle(), -1, {}, {}});
    m_content.describe(m_plan, connection, context);
    m_plan.steps.push_back({swapTitle(), -1, {}, tr("nobody can connect for a moment")});
    m_plan.remarks << outsideText();
    m_plan.remarks << backup::sessionRemarks(connection, m_traits.name);
    const auto left = connection.exec(postgres::sqlFile(QStringLiteral("reset_left_behind")));
    for (int row = 0; row < left.rows(); ++row)
        m_plan.remarks << tr("Not carried over, unless migrations make them: %1 %2")
                              .arg(left.text(row, 1), left.text(row, 0));
    m_plan.wayBack =
        tr("%1 as it is now is kept beside the new one for %2 days; Undo puts it back. "
           "Until the last step it is in use as it is.")
            .arg(m_traits.name)
            .arg(m_request.keepDays);
}

void PlannedReset::run(operations::Run &run)
{
    const auto traits = backup::readTraits(run.connection(), m_traits.name);
    if (!traits || traits->oid != m_traits.oid)
        throw Error::refused(tr("%1 is another database than planned for.").arg(m_traits.name),
                             tr("Plan again."));
    backup::requireEndable(run.connection(), traits->name);
    const QString id = backup::SwapRun::idOf(run);
    backup::Swap names;
    names.name = traits->name;
    names.made = backup::databaseName(traits->name, QStringLiteral("_reset_") + id);
    names.aside = backup::asideName(traits->name, id);
    names.run = id;
    names.oid = traits->oid;
    names.comment = names.newComment = traits->comment;
    backup::SwapRun swap(run, names);
    try {
        m_steps = 1;
        run.beginStep(makeTitle());
        run.context().progress->enter(makeTitle(), 0.05);
        backup::createTwin(run.connection(), *traits, names.made);
        backup::setComment(run.connection(), names.made, backup::markOf(id));
        swap.setMade(backup::readTraits(run.connection(), names.made)
                         .value_or(backup::DatabaseTraits())
                         .oid);
        build(run, swap);
        for (const QString &text : backup::equipTwin(run.connection(), traits->name, names.made))
            run.note(text);
        run.beginStep(swapTitle());
        ++m_steps;
        run.context().progress->enter(swapTitle(), 0.05);
        swap.perform();
    } catch (const Error &) {
        run.rolledBack(m_steps);
        run.note(tr("This run has changed nothing of %1.").arg(traits->name));
        swap.abandon();
    }
    run.addRows(std::max<qint64>(1, m_content.rows()));
    run.note(tr("%1 as it was before is kept as %2 for %3 days.")
                 .arg(traits->name, names.aside, QString::number(m_request.keepDays)));
}

void PlannedReset::build(operations::Run &run, backup::SwapRun &swap)
{
    const QString made = swap.swap().made;
    // Threads of what runs there connect as well, and the outer connection tells each the server.
    std::mutex asking;
    const auto connect = [&run, &asking, made] {
        const std::lock_guard lock(asking);
        return backup::openBeside(run.connection(), made, run.context().stop);
    };
    Connection connection = connect();
    for (const QString &text : m_frame.apply(connection))
        run.note(text);
    const QString folder = swap.workFolder();
    journal::Journal journal =
        journal::Journal::create(folder + QStringLiteral("/journal"), QStringLiteral("made"));
    BesideRun beside(run, connection, connect, journal);
    try {
        m_content.apply(beside, folder + QStringLiteral("/rows"));
    } catch (...) {
        m_steps += beside.steps();
        throw;
    }
    m_steps += beside.steps();
}

} // namespace

std::shared_ptr<ResetOperation> planReset(const ResetRequest &request, Connection &connection,
                                          OperationContext &context)
{
    context.progress->enter(tr("Planning the reset"), 1);
    const QString name = connection.exec(QStringLiteral("SELECT current_database()")).text(0, 0);
    const auto traits = backup::readTraits(connection, name).value_or(backup::DatabaseTraits());
    if (request.isInPlace)
        return planResetInPlace(request, tr("it was asked for"), connection, context);
    const QString why = backup::whyNotBeside(connection, traits, context.stop);
    if (!why.isEmpty())
        return planResetInPlace(request, why, connection, context);
    return std::make_shared<PlannedReset>(request, traits, connection, context);
}

} // namespace arborist::data
