// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/running_scans.h"

namespace arborist::hierarchy {

RunningScans::Hold RunningScans::begin(const QString &stage, const QString &table)
{
    const std::lock_guard lock(m_shared->mutex);
    return holdLocked({stage, table});
}

RunningScans::Hold RunningScans::tryBegin(const QString &stage, const QString &table)
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->count.contains({stage, table}) ? Hold() : holdLocked({stage, table});
}

RunningScans::Hold RunningScans::holdLocked(const Place &place)
{
    ++m_shared->count[place];
    return {m_shared.get(), [shared = m_shared, place](void *) {
                const std::lock_guard lock(shared->mutex);
                const auto found = shared->count.find(place);
                if (--found->second == 0)
                    shared->count.erase(found);
            }};
}

} // namespace arborist::hierarchy
