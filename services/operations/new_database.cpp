// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/new_database.h"

#include "services/postgres/connection.h"
#include "services/stages/accept_database.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/lock_text.h"
#include "services/stages/meet_protected.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QDir>
#include <algorithm>

namespace arborist::operations {

namespace {

using stages::FingerprintFinding;
using stages::FingerprintRecord;
using stages::FingerprintRelation;
using stages::FingerprintStore;
using stages::Stage;
using stages::StageCheck;
using stages::Workspace;
using Verdict = stages::FingerprintVerdict;

QString tr(const char *text)
{
    return QCoreApplication::translate("SetDatabase", text);
}

QString recordText(const QString &database, const stages::Fingerprint &fingerprint)
{
    return tr("%1 (%2)").arg(database, fingerprint.shortText());
}

/// arborist.lock as it is to be; unchanged where the stage is not in it.
stages::FileChange lockChange(const Workspace &workspace, const Stage &stage,
                              const FingerprintRecord &record)
{
    stages::FileChange change;
    change.shownName = QStringLiteral("arborist.lock");
    change.path = QDir(workspace.folder()).filePath(change.shownName);
    change.before = stages::readContent(change.path, change.shownName);
    const QString text = stages::decodeContent(change.before);
    change.after =
        stages::encodeContent(stage.isProtected ? stages::withLockRecord(text, record)
                                                : stages::withoutLockRecord(text, stage.name),
                              change.before);
    return change;
}

} // namespace

StageCheck reach(const QString &stage, const postgres::ConnectionInfo &info,
                 const std::stop_token &stop)
{
    try {
        postgres::Connection connection = postgres::Connection::open(info, stop);
        return stages::identify(stage, connection);
    } catch (Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        Error told(tr("The database %1 at %2 cannot be used: %3")
                       .arg(info.database(), info.address(), error.message()),
                   error.hint());
        throw told.setSqlState(error.sqlState()).setDetail(error.detail()).setWhere(error.where());
    }
}

NewDatabase newDatabase(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                        const std::stop_token &stop)
{
    NewDatabase made;
    FingerprintStore store;
    made.remarks = meetProtected(workspace, stage, std::nullopt, store, stop);
    const auto others = otherFingerprints(workspace, stage, check, store);
    const auto own = ownRecord(stage, knownFingerprints(workspace, store));
    const FingerprintFinding finding = compareFingerprint(stage, check, own, others);
    // Whatever its own record says, which may be of another database.
    const FingerprintFinding bare = compareFingerprint(stage, check, std::nullopt, others);
    if (!bare.otherStage.isEmpty())
        made.remarks << bare.sentence;
    if (finding.verdict == Verdict::Standby)
        made.remarks << finding.sentence;
    if (own && !finding.stopsWrites)
        return made;
    if (finding.stopsWrites)
        checkAcceptable(workspace, stage, check, store);
    made.wantsName = bare.protects || (own && isLoosened(stage, *own));
    const QString key = recordKey(workspace);
    FingerprintRecord record = recordOf(stage, check);
    record.trusted = made.wantsName;
    made.records.push_back({key, stage.name, store.record(key, stage.name), record});
    const QString now = recordText(check.database, check.fingerprint);
    const QString before = own ? recordText(own->database, own->fingerprint) : QString();
    PlanStep step;
    step.title = before.isEmpty() || before == now
                     ? tr("Put %1 on record as the database of %2").arg(now, stage.name)
                     : tr("Put %1 on record as the database of %2, in place of %3")
                           .arg(now, stage.name, before);
    made.steps.push_back(step);
    if (own && own->committed) {
        made.files.push_back(lockChange(workspace, stage, record));
        step.title = stage.isProtected
                         ? tr("Write it into arborist.lock, to be committed with the project")
                         : tr("Take %1 out of arborist.lock").arg(stage.name);
        made.steps.push_back(step);
    }
    return made;
}

std::shared_ptr<FileOperation> changeWithDatabase(stages::Verb verb, Plan plan,
                                                  std::vector<stages::FileChange> files,
                                                  NewDatabase database,
                                                  const postgres::ConnectionInfo &info,
                                                  const StageCheck &check)
{
    std::move(database.steps.begin(), database.steps.end(), std::back_inserter(plan.steps));
    std::move(database.files.begin(), database.files.end(), std::back_inserter(files));
    plan.remarks += database.remarks;
    auto operation = std::make_shared<FileOperation>(verb, std::move(plan), std::move(files),
                                                     std::move(database.records));
    operation->setWantsName(database.wantsName);
    operation->setLastCheck([info, stage = check.stage, planned = check.fingerprint](Run &run) {
        const StageCheck now = reach(stage, info, run.context().stop);
        if (relate(now.fingerprint, planned) == FingerprintRelation::Different)
            throw Error::refused(tr("The plan was made for another database: %1, not %2 (%3).")
                                     .arg(planned.text(), now.fingerprint.text(), now.database),
                                 tr("Plan again, and look at the new plan before it runs."));
    });
    return operation;
}

} // namespace arborist::operations
