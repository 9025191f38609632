// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/scan_record.h"

namespace arborist::hierarchy {

ScanRecord recordOf(const Snapshot &snapshot, const QString &workspace, const QString &stage)
{
    ScanRecord record;
    record.workspace = workspace;
    record.stage = stage;
    record.table = snapshot.mapping().qualifiedName();
    record.at = snapshot.takenAt();
    record.items = snapshot.size();
    record.driftedItems = snapshot.driftedItems();
    record.originItems = snapshot.originItems();
    record.durationMs = snapshot.durationMs();
    for (const Kind kind : allKinds()) {
        const qint64 items = snapshot.drift()[size_t(kind)].items;
        if (items > 0)
            record.kinds.insert(id(kind), items);
    }
    return record;
}

} // namespace arborist::hierarchy
