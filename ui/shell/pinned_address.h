// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include "services/stages/workspace.h"
#include <mutex>
#include <optional>

namespace arborist {

/// Resolves a stage's address once: a job goes on with what it started with, whatever the files say
/// by then. For the threads of one job.
class PinnedAddress
{
public:
    postgres::Connection open(const stages::Workspace &workspace, const stages::Stage &stage,
                              const std::stop_token &stop);

private:
    std::optional<postgres::ConnectionInfo> known();

    std::mutex m_mutex;
    std::optional<postgres::ConnectionInfo> m_info;
};

} // namespace arborist
