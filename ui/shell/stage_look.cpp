// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stage_look.h"

#include "services/stages/fingerprint_store.h"
#include "services/stages/workspace.h"

namespace arborist {

StageLook lookAt(const stages::Workspace &workspace, const stages::Stage &stage, bool keepRecord,
                 std::stop_token stop)
{
    StageLook look{stages::check(workspace, stage, std::move(stop)), {}};
    if (look.check.reachable && keepRecord) {
        stages::FingerprintStore store;
        for (const auto &record : stages::readLockFile(workspace.folder())) {
            if (record.stage == stage.name) {
                look.print.onRecord = record;
            }
        }
        if (!look.print.onRecord) {
            look.print.onRecord = store.record(stages::recordKey(workspace), stage.name);
        }
        look.print.finding = stages::verifyFingerprint(workspace, stage, look.check, store);
    }
    return look;
}

} // namespace arborist
