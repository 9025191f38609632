// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/known_stage.h"

#include "services/core/error.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/workspace.h"

namespace arborist::stages {

namespace {

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
    FingerprintRecord record;
    record.stage = name;
    return stageOf(record, &workspace);
}

std::optional<Stage> knownStage(const Fingerprint &fingerprint, const FingerprintStore &store,
                                const QString &nearby)
{
    std::vector<FingerprintRecord> records = foreignFingerprints(nearby, fingerprint, store);
    if (!nearby.isEmpty()) {
        const Workspace workspace = Workspace::open(nearby);
        for (FingerprintRecord &record : judgedFingerprints(workspace, store)) {
            if (mayBeSame(fingerprint, record.fingerprint)) {
                record.workspace = nearby;
                records.push_back(std::move(record));
            }
        }
    }
    std::optional<Stage> found;
    for (const FingerprintRecord &record : records) {
        // Where the server does not tell its identity, the number alone speaks for the strict only.
        if (fingerprint.isHidden() && !record.isProtected)
            continue;
        const auto workspace = openIfThere(record.workspace);
        Stage stage = stageOf(record, workspace ? &*workspace : nullptr);
        if (!found || strictness(stage) > strictness(*found))
            found = std::move(stage);
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
            store.replace(key, recordOf(stage, found));
    }
}

} // namespace arborist::stages
