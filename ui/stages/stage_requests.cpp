// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stage_requests.h"

#include <QCoreApplication>

namespace arborist {

namespace {

using operations::SetDatabase;

/// The translation context of this file.
class StageRequests
{
    Q_DECLARE_TR_FUNCTIONS(StageRequests)
};

FlowRequest request(const QString &title, const QString &operation)
{
    FlowRequest made;
    made.operation = operation;
    made.planTitle = StageRequests::tr("Plan: %1").arg(title);
    made.runTitle = title;
    made.icon = QStringLiteral("document-edit");
    made.onFiles = true;
    return made;
}

QString filesSentence()
{
    return StageRequests::tr("Changes files of the project; no database is touched. The tab SQL "
                             "shows the lines that change, without passwords.");
}

auto describing(const QString &title, const QString &sentence, const QString &action)
{
    return [=](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = title;
        shown.title = title;
        shown.sentence = sentence;
        shown.action = action;
    };
}

} // namespace

postgres::ConnectionInfo typedAddress(const stages::Workspace &workspace, const QString &stage,
                                      const QString &address, const QString &password)
{
    const QString key = QStringLiteral("password");
    auto info = postgres::ConnectionInfo::parse(address);
    if (!password.isEmpty()) {
        info.setValue(key, password);
    } else if (const stages::Stage *known = workspace.stage(stage);
               known && info.value(key).isEmpty()) {
        try {
            const auto before = workspace.resolve(*known);
            if (before.host() == info.host() && before.user() == info.user())
                info.setValue(key, before.value(key));
        } catch (const Error &) {
            // It had no address: then there is no password to keep.
        }
    }
    return info;
}

FlowRequest stageEditRequest(const WorkspacePtr &workspace, const operations::StageEdit &edit,
                             const QString &password)
{
    const bool isNew = edit.name.isEmpty();
    const QString title = isNew ? StageRequests::tr("Add stage %1").arg(edit.newName)
                                : StageRequests::tr("Edit stage %1").arg(edit.name);
    FlowRequest made =
        request(title, isNew ? QStringLiteral("add stage") : QStringLiteral("edit stage"));
    made.plan = [workspace, edit, password](const stages::Stage &, OperationContext &context) {
        operations::StageEdit whole = edit;
        if (!edit.address.isEmpty()) {
            const auto info = typedAddress(*workspace, edit.name, edit.address, password);
            // As it was typed where nothing had to be added.
            if (info != postgres::ConnectionInfo::parse(edit.address))
                whole.address = info.toUrlWithPassword();
        }
        return planStageEdit(*workspace, whole, context.stop);
    };
    made.describe = describing(title, filesSentence(),
                               isNew ? StageRequests::tr("Add stage") : StageRequests::tr("Save"));
    return made;
}

FlowRequest stageRemovalRequest(const WorkspacePtr &workspace, const QString &stage)
{
    const QString title = StageRequests::tr("Remove stage %1").arg(stage);
    FlowRequest made = request(title, QStringLiteral("remove stage"));
    made.plan = [workspace, stage](const stages::Stage &, OperationContext &) {
        return operations::planStageRemoval(*workspace, stage);
    };
    made.describe = describing(title, filesSentence(), StageRequests::tr("Remove stage"));
    return made;
}

FlowRequest setDatabaseRequest(const WorkspacePtr &workspace, const QString &stage,
                               SetDatabase::Role role)
{
    const bool target = role == SetDatabase::Role::Target;
    const QString title = target ? StageRequests::tr("Write %1 to .env as target").arg(stage)
                                 : StageRequests::tr("Write %1 to .env as source").arg(stage);
    FlowRequest made =
        request(title, target ? QStringLiteral("set target-db") : QStringLiteral("set source-db"));
    made.plan = [workspace, stage, role](const stages::Stage &written, OperationContext &context) {
        const stages::Stage *from = workspace->stage(stage);
        if (!from)
            throw Error(StageRequests::tr("There is no stage %1 any more.").arg(stage));
        return operations::planSetDatabase(
            *workspace, written, {role, operations::addressOfStage(*workspace, *from), stage},
            context);
    };
    made.describe = describing(
        title,
        target
            ? StageRequests::tr("Whatever reads this variable, the project's own programs too, "
                                "works on the database of %1 then.")
                  .arg(stage)
            : StageRequests::tr("Resets and copies read from the database of %1 then.").arg(stage),
        StageRequests::tr("Write to .env"));
    return made;
}

} // namespace arborist
