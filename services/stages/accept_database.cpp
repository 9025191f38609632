// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/accept_database.h"

#include "services/core/error.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/own_record.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AcceptDatabase", text);
}

/// A stage that is gone is protected by its record alone, which goes with it.
std::vector<FingerprintRecord> living(std::vector<FingerprintRecord> records)
{
    std::erase_if(records, [](const FingerprintRecord &record) { return record.gone; });
    return records;
}

void forgetGone(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                FingerprintStore &store)
{
    for (const FingerprintRecord &record : otherFingerprints(workspace, stage, check, store)) {
        if (!record.gone ||
            relate(check.fingerprint, record.fingerprint) != FingerprintRelation::Same)
            continue;
        const bool foreign = !record.workspace.isEmpty();
        store.forget(foreign ? record.workspace : recordKey(workspace), record.stage);
        if (!foreign && record.committed)
            removeLockRecord(workspace.folder(), record.stage);
    }
}

} // namespace

void checkAcceptable(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                     const FingerprintStore &store)
{
    if (check.fingerprint.isHidden() && stage.isProtected)
        throw Error::refused(tr("The server of %1 does not tell its identity to this role: nothing "
                                "could be recognized later.")
                                 .arg(stage.name),
                             identityHint());
    const FingerprintFinding finding = compareFingerprint(
        stage, check, std::nullopt, living(otherFingerprints(workspace, stage, check, store)));
    if (finding.protects && finding.verdict != FingerprintVerdict::CopyOfStage)
        throw Error::refused(finding.sentence, finding.hint);
}

QString acceptDatabase(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                       FingerprintStore &store)
{
    checkAcceptable(workspace, stage, check, store);
    FingerprintRecord record = recordOf(stage, check);
    record.trusted = true;
    // The committed one first: where it cannot be written, nothing has changed.
    const bool committed = stage.isProtected && !workspace.folder().isEmpty();
    if (committed)
        writeLockRecord(workspace.folder(), record);
    else if (!workspace.folder().isEmpty())
        removeLockRecord(workspace.folder(), stage.name);
    store.replace(recordKey(workspace), record);
    forgetGone(workspace, stage, check, store);
    const QString text = tr("%1 (%2) is now on record for %3.")
                             .arg(check.database, check.fingerprint.shortText(), stage.name);
    return committed ? text + u' ' + tr("Commit arborist.lock, so that others know it too.") : text;
}

} // namespace arborist::stages
