// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/schemas_back.h"

#include "services/backup/sessions.h"
#include "services/backup/swap_run.h"
#include "services/core/error.h"
#include "services/data/reset/reset_recovery.h"
#include <QCoreApplication>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

class PlannedSchemasBack final : public operations::PlannedOperation
{
public:
    PlannedSchemasBack(const RunRecord &run, const QJsonObject &kept, const PlanTarget &target,
                       Connection &connection)
        : m_then(SchemasAside::fromJson(kept)),
          m_name(connection.info().database())
    {
        require(connection);
        if (const QString why = next(connection, QStringLiteral("RUN")).whyNot(connection);
            !why.isEmpty())
            throw Error::refused(tr("What is in %1 cannot be put aside: %2.").arg(m_name, why),
                                 tr("Connect with the role that reset it."));
        m_plan.operation = QStringLiteral("undo ") + run.operation;
        m_plan.target = target;
        QStringList names;
        for (const AsideSchema &each : m_then.list)
            names << each.aside;
        m_plan.request = {{QStringLiteral("run"), run.id},
                          {QStringLiteral("schemas"), names.join(u' ')}};
        m_plan.steps.push_back({title(), -1, {}, tr("ACCESS EXCLUSIVE on every table")});
        m_plan.remarks
            << tr("What was written since the run %1 is put aside with the rest.").arg(run.id);
        for (const QString &name : SchemasAside::of(connection, {}, {}).extensions) {
            if (!m_then.extensions.contains(name))
                m_plan.remarks << tr("The extension %1 has come since, and stays.").arg(name);
        }
        m_plan.remarks << backup::sessionRemarks(connection, m_name);
        m_plan.wayBack = tr("What is in it now is put aside in its turn; undo puts it back.");
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(stages::Verb::Undo); }

    void run(operations::Run &run) override
    {
        Connection &connection = run.connection();
        const SchemasAside aside = next(connection, backup::SwapRun::idOf(run));
        run.journal().keep({kKeptSchemas, aside.toJson()});
        run.beginStep(title());
        require(connection);
        for (const QString &text : backup::endSessions(connection, m_name))
            run.note(text);
        inTransaction(connection, [&] {
            connection.exec(QStringLiteral("SET LOCAL lock_timeout = '10s'"));
            aside.putAside(connection, AsideMark::Kept);
            m_then.bringBack(connection);
            run.context().throwIfStopped();
            connection.setStopToken({});
        });
        run.addRows(1);
    }

private:
    QString title() const { return tr("Put back what was in %1 before").arg(m_name); }

    void require(Connection &connection) const
    {
        if (m_then.mark(connection) != AsideMark::Kept)
            throw Error(tr("What was put aside is not there any more."),
                        tr("A backup brings back what was there."));
    }

    /// What is in use now. A schema that was renamed then, or has come since, goes as a whole.
    SchemasAside next(Connection &connection, const QString &run) const
    {
        SchemasAside aside = SchemasAside::of(connection, run, {});
        for (AsideSchema &each : aside.list) {
            each.isRenamed = std::ranges::none_of(m_then.list, [&](const AsideSchema &then) {
                return then.schema == each.schema && !then.isRenamed;
            });
        }
        return aside;
    }

    SchemasAside m_then;
    QString m_name;
    Plan m_plan;
};

} // namespace

operations::PlannedOperationPtr planSchemasBack(const RunRecord &run, const QJsonObject &kept,
                                                const PlanTarget &target, Connection &connection)
{
    return std::make_shared<PlannedSchemasBack>(run, kept, target, connection);
}

} // namespace arborist::data
