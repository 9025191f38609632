// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_verdict.h"
#include "services/stages/stage_check.h"
#include "services/stages/workspace.h"
#include <QJsonObject>

namespace arborist::cli {

/// {"system_identifier","database_oid","address","standby","timeline","text"}
QJsonObject toJson(const stages::Fingerprint &fingerprint);

/// Adds what a check told to the object: "reachable", "server_version", "answer_ms", "size_bytes",
/// "tables", "fingerprint", "error".
void addCheck(QJsonObject &object, const stages::StageCheck &check);

/// Compares with the record, and puts a first contact on it. Nothing to say of a stage that was not
/// reached, or of no project.
stages::FingerprintFinding findingOf(const stages::Workspace &workspace, const stages::Stage &stage,
                                     const stages::StageCheck &check);

/// Looks at several stages at once, so that dead ones are waited for together. In their order;
/// throws Error::cancelled().
std::vector<stages::StageCheck> checkAll(const stages::Workspace &workspace,
                                         const std::vector<const stages::Stage *> &wanted,
                                         const std::stop_token &stop);

} // namespace arborist::cli
