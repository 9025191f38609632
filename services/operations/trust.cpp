// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/trust.h"

#include "services/stages/accept_database.h"
#include "services/stages/known_fingerprints.h"
#include <QCoreApplication>

namespace arborist::operations {

namespace {

using stages::FingerprintRecord;
using stages::FingerprintStore;
using stages::Stage;
using stages::StageCheck;
using stages::Workspace;

QString tr(const char *text)
{
    return QCoreApplication::translate("Trust", text);
}

QString recordText(const QString &database, const stages::Fingerprint &fingerprint)
{
    return database.isEmpty() ? fingerprint.text()
                              : tr("%1 (%2)").arg(database, fingerprint.text());
}

class TrustPlan final : public PlannedOperation
{
public:
    TrustPlan(const Workspace &workspace, const Stage &stage, const StageCheck &check)
        : m_stage(stage),
          m_lockWanted(stage.isProtected && !workspace.folder().isEmpty())
    {
        const FingerprintStore store;
        const auto known = knownFingerprints(workspace, store);
        const auto own = ownRecord(stage, known);
        const auto others = otherFingerprints(workspace, stage, check, store);
        const auto finding = compareFingerprint(stage, check, own, others);
        // Its own record may be of another database, and says nothing about this one then.
        m_wantsName = compareFingerprint(stage, check, std::nullopt, others).protects ||
                      (own && isLoosened(stage, *own));
        m_hasWork = !own || finding.verdict != stages::FingerprintVerdict::Known || !own->trusted ||
                    own->committed != m_lockWanted;
        if (m_hasWork)
            checkAcceptable(workspace, stage, check, store);
        describe(own, check);
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return stages::operationKind(stages::Verb::StagesTrust);
    }
    bool hasWork() const override { return m_hasWork; }
    bool accepts() const override { return true; }
    /// Nothing is written to the stage itself, read only or not.
    void judgeAs(Stage &stage) const override
    {
        stage.readOnly = false;
        stage.isProtected = stage.isProtected || m_wantsName;
    }

    void run(Run &run) override
    {
        run.beginStep(m_plan.steps.front().title);
        run.reRegister(run.connection()); // the lock file included
        if (m_lockWanted)
            run.beginStep(m_plan.steps.back().title);
    }

private:
    void describe(const std::optional<FingerprintRecord> &own, const StageCheck &check)
    {
        const QString now = recordText(check.database, check.fingerprint);
        const QString before = own ? recordText(own->database, own->fingerprint) : QString();
        m_plan.operation = QStringLiteral("stages trust");
        m_plan.request = {{QStringLiteral("stage"), m_stage.name},
                          {QStringLiteral("on_record"), before},
                          {QStringLiteral("found"), now}};
        m_plan.target = {m_stage.name, check.address, check.database, check.fingerprint.text()};
        PlanStep step;
        step.title =
            before.isEmpty() || before == now
                ? tr("Put %1 on record for %2").arg(now, m_stage.name)
                : tr("Put %1 on record for %2, in place of %3").arg(now, m_stage.name, before);
        m_plan.steps.push_back(step);
        if (m_lockWanted) {
            step.title = tr("Write it into arborist.lock, to be committed with the project");
            m_plan.steps.push_back(step);
        }
        m_plan.wayBack = tr("No database is changed. Correct the address of %1 and trust what it "
                            "leads to then.")
                             .arg(m_stage.name);
    }

    Stage m_stage;
    bool m_lockWanted;
    bool m_wantsName = false;
    bool m_hasWork = true;
    Plan m_plan;
};

} // namespace

PlannedOperationPtr planTrust(const Workspace &workspace, const Stage &stage,
                              postgres::Connection &connection)
{
    if (workspace.folder().isEmpty())
        throw Error::usage(tr("An address that is given by itself is no stage of a project."),
                           tr("Open the project's folder, and trust one of its stages."));
    return std::make_shared<TrustPlan>(workspace, stage, stages::identify(stage.name, connection));
}

} // namespace arborist::operations
