// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/meet_protected.h"

#include "services/core/error.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TargetGuard", text);
}

bool isSameAddress(const std::optional<postgres::ConnectionInfo> &a,
                   const std::optional<postgres::ConnectionInfo> &b)
{
    return a && b && a->host() == b->host() && a->port() == b->port() &&
           a->database() == b->database();
}

} // namespace

QStringList meetProtected(const Workspace &workspace, const Stage &stage,
                          const std::optional<postgres::ConnectionInfo> &address,
                          FingerprintStore &store, const std::stop_token &stop)
{
    QStringList notes;
    const auto known = knownFingerprints(workspace, store);
    for (const Stage &other : workspace.stages()) {
        if (other.name == stage.name || !outranks(recordOf(other, {}), stage) ||
            ownRecord(other, known) || !other.problem.isEmpty())
            continue;
        const StageCheck found = check(workspace, other, stop);
        if (found.reachable) {
            verifyFingerprint(workspace, other, found, store);
            continue;
        }
        if (isSameAddress(address, workspace.knownAddress(other)))
            throw Error::refused(
                tr("That is the address of %1, which could not be reached as it "
                   "stands in the project: %2")
                    .arg(other.name, found.error ? found.error->message() : QString()),
                tr("Mend the stage, then name it: --target %1").arg(other.name));
        notes << tr("%1 does not answer and is not on record: that %2 does not lead to its "
                    "database is not known for sure.")
                     .arg(other.name, stage.name);
    }
    return notes;
}

} // namespace arborist::stages
