// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stage_json.h"

#include "app/cli/error_output.h"
#include <QJsonValue>
#include <future>

namespace arborist::cli {

QJsonObject toJson(const stages::Fingerprint &fingerprint)
{
    return {{QStringLiteral("system_identifier"), fingerprint.systemIdentifier},
            {QStringLiteral("database_oid"), qint64(fingerprint.databaseOid)},
            {QStringLiteral("address"), fingerprint.address},
            {QStringLiteral("standby"), fingerprint.standby},
            {QStringLiteral("timeline"), fingerprint.timeline},
            {QStringLiteral("text"), fingerprint.shortText()}};
}

void addCheck(QJsonObject &object, const stages::StageCheck &check)
{
    object.insert(QStringLiteral("reachable"), check.reachable);
    object.insert(QStringLiteral("error"),
                  check.error ? QJsonValue(errorToJson(*check.error)) : QJsonValue());
    if (!check.reachable) {
        object.insert(QStringLiteral("fingerprint"), QJsonValue());
        return;
    }
    object.insert(QStringLiteral("server_version"), check.serverVersion);
    object.insert(QStringLiteral("answer_ms"), check.answerMs);
    object.insert(QStringLiteral("size_bytes"),
                  check.sizeBytes < 0 ? QJsonValue() : QJsonValue(check.sizeBytes));
    object.insert(QStringLiteral("tables"), check.tables);
    object.insert(QStringLiteral("fingerprint"), toJson(check.fingerprint));
}

stages::FingerprintFinding findingOf(const stages::Workspace &workspace, const stages::Stage &stage,
                                     const stages::StageCheck &check)
{
    if (!check.reachable || workspace.folder().isEmpty())
        return {};
    try {
        stages::FingerprintStore store;
        return verifyFingerprint(workspace, stage, check, store);
    } catch (const Error &error) {
        stages::FingerprintFinding unreadable; // and so is the record for whoever would write
        unreadable.sentence = error.message();
        unreadable.stopsWrites = true;
        return unreadable;
    }
}

std::vector<stages::StageCheck> checkAll(const stages::Workspace &workspace,
                                         const std::vector<const stages::Stage *> &wanted,
                                         const std::stop_token &stop)
{
    std::vector<std::future<stages::StageCheck>> running;
    running.reserve(wanted.size());
    for (const stages::Stage *stage : wanted) {
        running.push_back(std::async(std::launch::async, [&workspace, stage, stop] {
            return stages::check(workspace, *stage, stop);
        }));
    }
    std::vector<stages::StageCheck> checks;
    checks.reserve(running.size());
    for (auto &check : running)
        checks.push_back(check.get());
    return checks;
}

} // namespace arborist::cli
