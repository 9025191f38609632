// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/known_stage.h"

#include "services/core/error.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/stage_defaults.h"
#include "services/stages/workspace.h"
#include <QDir>

namespace arborist::stages {

namespace {

Stage judgedByName(const QString &name)
{
    Stage stage;
    stage.name = name;
    stage.environment = guessEnvironment(name);
    stage.isProtected = protectedByDefault(name, stage.environment);
    return stage;
}

std::optional<Workspace> openIfThere(const QString &folder)
{
    try {
        return Workspace::open(folder);
    } catch (const Error &) {
        return std::nullopt; // moved away, or its file is being edited
    }
}

int strictness(const Stage &stage)
{
    return (stage.readOnly ? 2 : 0) + (stage.isProtected ? 1 : 0);
}

} // namespace

Stage stageByName(const Workspace &workspace, const QString &name)
{
    const Stage *stage = workspace.stage(name);
    return stage ? *stage : judgedByName(name);
}

std::optional<Stage> knownStage(const Fingerprint &fingerprint, const FingerprintStore &store)
{
    std::optional<Stage> found;
    for (const QString &key : store.workspaces()) {
        if (!QDir::isAbsolutePath(key))
            continue; // one that was opened by its URL has no rules
        const auto workspace = openIfThere(key);
        const auto records = workspace ? knownFingerprints(*workspace, store) : store.records(key);
        for (const FingerprintRecord &record : records) {
            const FingerprintRelation relation = relate(fingerprint, record.fingerprint);
            if (relation != FingerprintRelation::Same &&
                relation != FingerprintRelation::SameElsewhere)
                continue;
            Stage stage =
                workspace ? stageByName(*workspace, record.stage) : judgedByName(record.stage);
            if (!found || strictness(stage) > strictness(*found))
                found = std::move(stage);
        }
    }
    return found;
}

void trustStages(const Workspace &workspace, const std::stop_token &stop)
{
    FingerprintStore store;
    const QString key = recordKey(workspace);
    for (const Stage &stage : workspace.stages()) {
        const auto record = store.record(key, stage.name);
        if (!record)
            continue; // first contact will put it there
        const StageCheck found = check(workspace, stage, stop);
        if (found.reachable && found.fingerprint != record->fingerprint)
            store.replace(key, found);
    }
}

} // namespace arborist::stages
