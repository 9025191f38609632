// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/known_fingerprints.h"

#include "services/core/error.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/recent_workspaces.h"
#include "services/stages/stage_defaults.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QSet>
#include <algorithm>

namespace arborist::stages {

namespace {

int rank(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return 2;
    case Environment::Staging:
        return 1;
    default:
        return 0;
    }
}

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

std::vector<FingerprintRecord> committedOrNone(const QString &folder)
{
    try {
        return readLockFile(folder);
    } catch (const Error &) {
        return {}; // of another project, being edited or merged: not ours to complain about
    }
}

void judge(FingerprintRecord &record, const Workspace *workspace)
{
    const Stage stage = stageOf(record, workspace);
    record.isProtected = stage.isProtected;
    record.environment = stage.environment;
    record.addresses = stage.addresses;
    record.gone = !workspace || !workspace->stage(record.stage);
}

/// Every folder that this machine knows as a workspace.
QSet<QString> knownFolders(const FingerprintStore &store)
{
    QSet<QString> folders;
    for (const QString &key : store.workspaces())
        folders.insert(key);
    for (const RecentWorkspace &recent : RecentWorkspaces().list())
        folders.insert(recent.location);
    folders.removeIf([](const QString &key) { return !QDir::isAbsolutePath(key); });
    return folders;
}

} // namespace

std::vector<FingerprintRecord> knownFingerprints(const Workspace &workspace,
                                                 const FingerprintStore &store)
{
    std::vector<FingerprintRecord> known = readLockFile(workspace.folder());
    for (FingerprintRecord &record : store.records(recordKey(workspace)))
        known.push_back(std::move(record));
    return known;
}

std::vector<FingerprintRecord> judgedFingerprints(const Workspace &workspace,
                                                  const FingerprintStore &store)
{
    std::vector<FingerprintRecord> known = knownFingerprints(workspace, store);
    for (FingerprintRecord &record : known)
        judge(record, &workspace);
    return known;
}

std::vector<FingerprintRecord> foreignFingerprints(const QString &folder,
                                                   const Fingerprint &fingerprint,
                                                   const FingerprintStore &store)
{
    std::vector<FingerprintRecord> found;
    for (const QString &key : knownFolders(store)) {
        if (key == folder)
            continue;
        std::vector<FingerprintRecord> records = committedOrNone(key);
        for (FingerprintRecord &record : store.records(key))
            records.push_back(std::move(record));
        std::erase_if(records, [&](const FingerprintRecord &record) {
            return !mayBeSame(fingerprint, record.fingerprint);
        });
        if (records.empty())
            continue;
        const auto workspace = openIfThere(key);
        for (FingerprintRecord &record : records) {
            judge(record, workspace ? &*workspace : nullptr);
            record.workspace = key;
            found.push_back(std::move(record));
        }
    }
    return found;
}

std::vector<FingerprintRecord> otherFingerprints(const Workspace &workspace, const Stage &stage,
                                                 const StageCheck &check,
                                                 const FingerprintStore &store)
{
    std::vector<FingerprintRecord> others = judgedFingerprints(workspace, store);
    for (FingerprintRecord &record :
         foreignFingerprints(recordKey(workspace), check.fingerprint, store)) {
        if (outranks(record, stage))
            others.push_back(std::move(record));
    }
    return others;
}

Stage stageOf(const FingerprintRecord &record, const Workspace *workspace)
{
    const Stage *declared = workspace ? workspace->stage(record.stage) : nullptr;
    Stage stage = declared ? *declared : judgedByName(record.stage);
    stage.isProtected = stage.isProtected || record.isProtected;
    if (rank(record.environment) > rank(stage.environment))
        stage.environment = record.environment;
    return stage;
}

bool outranks(const FingerprintRecord &record, const Stage &stage)
{
    return record.isProtected &&
           (!stage.isProtected || rank(record.environment) > rank(stage.environment));
}

bool isLoosened(const Stage &stage, const FingerprintRecord &onRecord)
{
    return onRecord.isProtected && outranks(onRecord, stage) && !stage.readOnly;
}

} // namespace arborist::stages
