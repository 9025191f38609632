// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pinned_address.h"

#include "services/stages/stage_connection.h"

namespace arborist {

postgres::Connection PinnedAddress::open(const stages::Workspace &workspace,
                                         const stages::Stage &stage, const std::stop_token &stop)
{
    if (const auto info = known())
        return postgres::Connection::open(*info, stop);
    postgres::ConnectionInfo used;
    auto connection =
        stages::openStage(workspace, stage, stop, [&used](auto &info) { used = info; });
    const std::lock_guard guard(m_mutex);
    m_info = std::move(used);
    return connection;
}

std::optional<postgres::ConnectionInfo> PinnedAddress::known()
{
    const std::lock_guard guard(m_mutex);
    return m_info;
}

} // namespace arborist
