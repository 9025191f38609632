// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/meet_protected.h"

#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>

namespace arborist::stages {

QStringList meetProtected(const Workspace &workspace, const Stage &stage, FingerprintStore &store,
                          const std::stop_token &stop)
{
    QStringList notes;
    const auto known = knownFingerprints(workspace, store);
    for (const Stage &other : workspace.stages()) {
        if (other.name == stage.name || !outranks(recordOf(other, {}), stage) ||
            ownRecord(other, known) || !other.problem.isEmpty())
            continue;
        const StageCheck found = check(workspace, other, stop);
        if (found.reachable)
            verifyFingerprint(workspace, other, found, store);
        else
            notes << QCoreApplication::translate(
                         "TargetGuard",
                         "%1 does not answer and is not on record: that %2 does not lead to its "
                         "database is not known for sure.")
                         .arg(other.name, stage.name);
    }
    return notes;
}

} // namespace arborist::stages
