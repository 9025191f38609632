// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/trust_request.h"

#include "models/stages/stage_row.h"
#include "services/operations/trust.h"
#include "services/postgres/connection.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>

namespace arborist {

namespace {

/// The translation context of this file.
class TrustTexts
{
    Q_DECLARE_TR_FUNCTIONS(TrustTexts)
};

} // namespace

FlowRequest trustRequest(const std::shared_ptr<const stages::Workspace> &workspace,
                         const QString &stage)
{
    FlowRequest request;
    request.planTitle = TrustTexts::tr("Look at the database of %1").arg(stage);
    request.runTitle = TrustTexts::tr("Trust the database of %1").arg(stage);
    request.icon = QStringLiteral("object-locked");
    request.operation = QStringLiteral("stages trust");
    request.plan = [workspace](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        return operations::planTrust(*workspace, target, connection);
    };
    request.describe = [stage](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = TrustTexts::tr("Trust database");
        shown.title = TrustTexts::tr("Trust this database as that of %1").arg(stage);
        shown.sentence = TrustTexts::tr("From now on, %1 is held to be the database of %2. Nothing "
                                        "in it is changed.")
                             .arg(shown.plan.target.database, stage);
        shown.action = TrustTexts::tr("Trust database");
    };
    return request;
}

bool canTrust(const StageRow &row)
{
    if (!row.check || !row.check->reachable || !row.finding)
        return false;
    using Verdict = stages::FingerprintVerdict;
    return !row.finding->protects || row.finding->verdict == Verdict::CopyOfStage ||
           row.finding->hint.contains(QStringLiteral("stages trust"));
}

} // namespace arborist
