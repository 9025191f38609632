// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stage_test.h"

#include "services/postgres/connection.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_fingerprints.h"
#include "ui/stages/stage_requests.h"
#include <QCoreApplication>

namespace arborist {

namespace {

using Verdict = stages::FingerprintVerdict;

/// The translation context of this file.
class StageTestTexts
{
    Q_DECLARE_TR_FUNCTIONS(StageTestTexts)
};

postgres::ConnectionInfo addressOf(const stages::Workspace &workspace, const StageTest &test,
                                   const std::stop_token &stop)
{
    if (!test.address.isEmpty())
        return typedAddress(workspace, test.stage.name, test.address, test.password);
    stages::Stage stage = test.stage;
    stage.urlReference = test.reference;
    stage.problem.clear();
    return workspace.resolve(stage, stop);
}

} // namespace

StageTestResult testConnection(const stages::Workspace &workspace, const StageTest &test,
                               const std::stop_token &stop)
{
    postgres::ConnectionInfo info = addressOf(workspace, test, stop);
    info.setSshHost(test.sshHost);
    auto connection = postgres::Connection::open(info, stop);
    const stages::StageCheck check = stages::identify(test.name, connection);
    StageTestResult result;
    result.title =
        StageTestTexts::tr("%1 at %2, PostgreSQL %3")
            .arg(check.database,
                 check.address.isEmpty() ? StageTestTexts::tr("a socket") : check.address,
                 check.serverVersion);
    stages::Stage meant = test.stage;
    meant.name = test.name;
    meant.addresses = test.addresses;
    const stages::FingerprintStore store;
    const auto own = stages::ownRecord(test.stage, stages::knownFingerprints(workspace, store));
    const auto others = stages::otherFingerprints(workspace, test.stage, check, store);
    const auto finding = stages::compareFingerprint(meant, check, own, others);
    result.fine = finding.verdict == Verdict::Known || finding.verdict == Verdict::FirstContact ||
                  finding.verdict == Verdict::Unverified;
    result.sentence = StageTestTexts::tr("Fingerprint %1. %2")
                          .arg(check.fingerprint.shortText(), finding.sentence);
    return result;
}

} // namespace arborist
