// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/planned_in_place.h"

#include "services/backup/sessions.h"
#include "services/backup/swap_run.h"
#include "services/core/error.h"
#include "services/data/reset/kept_schemas.h"
#include "services/data/reset/reset_content.h"
#include "services/data/reset/reset_recovery.h"
#include "services/data/reset/schemas_aside.h"
#include "services/postgres/identifier.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QTemporaryDir>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

class PlannedInPlace final : public ResetOperation
{
public:
    PlannedInPlace(const ResetRequest &request, const QString &why, Connection &connection,
                   OperationContext &context)
        : m_request(request),
          m_name(connection.info().database()),
          m_content(request, connection, context)
    {
        const SchemasAside aside =
            SchemasAside::of(connection, QStringLiteral("RUN"), m_content.made().schemas);
        if (const QString not_ = aside.whyNot(connection); !not_.isEmpty())
            throw Error::refused(
                tr("%1 cannot be reset: no new database can take its place (%2), and what is in it "
                   "cannot be put aside (%3).")
                    .arg(m_name, why, not_),
                tr("Let the role create databases (ALTER ROLE ... CREATEDB) and own this one, or "
                   "use one that owns all that is in it."));
        describe(why, connection, context);
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Reset);
    }
    const std::vector<TestAccount> &accounts() const override { return m_content.accounts(); }

    void run(operations::Run &run) override
    {
        const QString id = backup::SwapRun::idOf(run);
        const SchemasAside aside = SchemasAside::of(run.connection(), id, m_content.made().schemas);
        ResetMark mark(id);
        run.journal().keep({kKeptSchemas, aside.toJson()});
        try {
            nameSession(run.connection(), id);
            putAside(run, aside);
            build(run, id);
            run.beginStep(endTitle());
            ++m_steps;
            run.context().throwIfStopped();
            run.connection().setStopToken({});
            inTransaction(run.connection(),
                          [&] { aside.setMark(run.connection(), AsideMark::Kept); });
        } catch (const Error &) {
            // Where only the last answer was lost, it is done.
            if (!goBack(run, aside, mark)) {
                run.rolledBack(m_steps);
                throw;
            }
        }
        run.stepStays();
        run.addRows(std::max<qint64>(1, m_content.rows()));
        QStringList names;
        for (const AsideSchema &each : aside.list)
            names << each.aside;
        run.note(tr("What was in %1 before is kept in the schemas %2 for %3 days; a later reset "
                    "drops them then.")
                     .arg(m_name, names.join(QStringLiteral(", ")),
                          QString::number(m_request.keepDays)));
    }

private:
    static QString asideTitle() { return tr("End all sessions, and put all schemas aside"); }
    static QString endTitle() { return tr("Keep what was put aside as the way back"); }

    void describe(const QString &why, Connection &connection, OperationContext &context)
    {
        m_plan.operation = QStringLiteral("reset");
        m_plan.target = m_request.target;
        m_plan.steps.push_back({asideTitle(), -1, {}, tr("ACCESS EXCLUSIVE on every table")});
        m_content.describe(m_plan, connection, context);
        m_plan.steps.push_back({endTitle(), -1, {}, {}});
        m_plan.request.insert(QStringLiteral("in_place"), true);
        for (const KeptSchema &kept : expired(keptSchemas(connection), m_request.keepDays))
            m_plan.loses << tr("%1, put aside by the run %2").arg(kept.name, kept.run);
        m_plan.remarks
            << tr("Within the database itself, since no other one takes its place: %1.").arg(why)
            << tr("Who connects before it is through finds it half made.") << outsideText();
        m_plan.remarks << backup::sessionRemarks(connection, m_name);
        m_plan.wayBack = tr("All that is in it is kept in schemas of its own for %1 days; Undo "
                            "puts it back, and so does a failure.")
                             .arg(m_request.keepDays);
    }

    void putAside(operations::Run &run, const SchemasAside &aside) const
    {
        Connection &connection = run.connection();
        run.beginStep(asideTitle());
        run.context().progress->enter(asideTitle(), 0.05);
        if (const QString why = aside.whyNot(connection); !why.isEmpty())
            throw Error::refused(tr("What is in %1 cannot be put aside: %2.").arg(m_name, why),
                                 tr("Plan again."));
        for (const QString &text : backup::endSessions(connection, m_name))
            run.note(text);
        const postgres::RollbackGuard guard(connection, run.context().stop);
        inTransaction(connection, [&] {
            connection.exec(QStringLiteral("SET LOCAL lock_timeout = '10s'"));
            for (const KeptSchema &kept : expired(keptSchemas(connection), m_request.keepDays))
                dropSchema(connection, kept);
            aside.putAside(connection, AsideMark::Replacing);
        });
    }

    void build(operations::Run &run, const QString &id)
    {
        const auto connect = [connect = run.context().connect, id] {
            Connection connection = connect();
            nameSession(connection, id);
            return connection;
        };
        QTemporaryDir folder; // 0700
        journal::Journal journal = journal::Journal::create(
            folder.filePath(QStringLiteral("journal")), QStringLiteral("made"));
        BesideRun inside(run, run.connection(), connect, journal);
        try {
            m_content.apply(inside, folder.filePath(QStringLiteral("rows")));
        } catch (...) {
            m_steps += inside.steps();
            throw;
        }
        m_steps += inside.steps();
    }

    /// True: there is nothing to go back from. Whoever wants to stop: this is part of ending.
    bool goBack(operations::Run &run, const SchemasAside &aside, ResetMark &mark) const
    {
        try {
            // The session of the run may be what failed.
            run.connection() = Connection::open(run.connection().info());
            if (settleAside(run.connection(), aside))
                return true;
            run.note(tr("%1 is as it was: what was put aside is back.").arg(m_name));
        } catch (const Error &error) {
            mark.leave();
            run.note(tr("What was put aside could not be put back now (%1): the next start does "
                        "it.")
                         .arg(error.message()));
        }
        return false;
    }

    ResetRequest m_request;
    QString m_name;
    ResetContent m_content;
    Plan m_plan;
    int m_steps = 1;
};

} // namespace

std::shared_ptr<ResetOperation> planResetInPlace(const ResetRequest &request, const QString &why,
                                                 Connection &connection, OperationContext &context)
{
    return std::make_shared<PlannedInPlace>(request, why, connection, context);
}

} // namespace arborist::data
