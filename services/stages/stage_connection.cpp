// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage_connection.h"

#include "services/core/error.h"

namespace arborist::stages {

postgres::Connection openStage(const Workspace &workspace, const Stage &stage, std::stop_token stop,
                               const std::function<void(postgres::ConnectionInfo &)> &adapt)
{
    const auto open = [&] {
        postgres::ConnectionInfo info = workspace.resolve(stage, stop);
        if (adapt)
            adapt(info);
        return postgres::Connection::open(info, stop);
    };
    const bool secretInMemory = workspace.holdsSecret(stage);
    try {
        return open();
    } catch (const Error &error) {
        const bool refused = error.sqlState().startsWith(u"28"); // invalid authorization
        if (!refused || !secretInMemory)
            throw;
    }
    workspace.forgetSecret(stage);
    return open();
}

} // namespace arborist::stages
