// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/edited_stage.h"

#include "services/stages/known_stage.h"
#include "services/stages/stage_defaults.h"
#include <optional>

namespace arborist::operations {

using stages::Stage;
using stages::StageKey;
using stages::Workspace;

Stage stageAfter(const Workspace &workspace, const StageEdit &edit)
{
    const QString name = edit.newName.isEmpty() ? edit.name : edit.newName;
    Stage stage = stages::stageByName(workspace, edit.name.isEmpty() ? name : edit.name);
    stage.name = name;
    stage.problem.clear();
    std::optional<bool> saysProtected;
    for (const StageKey &key : edit.keys) {
        if (key.key == u"url")
            stage.urlReference = key.value.toString();
        else if (key.key == u"environment")
            stage.environment = key.value.isValid()
                                    ? stages::environmentFromString(key.value.toString())
                                          .value_or(stages::Environment::Unknown)
                                    : stages::guessEnvironment(name);
        else if (key.key == u"protected")
            saysProtected.emplace(key.value.toBool());
        else if (key.key == u"read_only")
            stage.readOnly = key.value.toBool();
        else if (key.key == u"ssh_host")
            stage.sshHost = key.value.toString();
        else if (key.key == u"addresses")
            stage.addresses = key.value.toStringList();
    }
    stage.isProtected = saysProtected.value_or(stage.isProtected ||
                                               stages::protectedByDefault(name, stage.environment));
    return stage;
}

bool movesAddress(const Workspace &workspace, const StageEdit &edit, const Stage &after)
{
    const Stage *before = workspace.stage(edit.name);
    return !edit.address.isEmpty() || !before || before->urlReference != after.urlReference ||
           before->sshHost != after.sshHost;
}

postgres::ConnectionInfo addressAfter(const Workspace &workspace, const StageEdit &edit,
                                      const Stage &after, const std::stop_token &stop)
{
    if (edit.address.isEmpty())
        return workspace.resolve(after, stop);
    auto info = postgres::ConnectionInfo::parse(edit.address);
    info.setSshHost(after.sshHost);
    return info;
}

} // namespace arborist::operations
