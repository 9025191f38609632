// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/pause_gate.h"
#include "services/core/progress.h"
#include <functional>
#include <memory>
#include <stop_token>

namespace arborist {

namespace postgres {
class Connection;
}

/// What a run may use. Everything a front end has to supply; services ask for nothing else.
struct OperationContext {
    std::shared_ptr<ProgressSink> progress = std::make_shared<ProgressSink>();
    std::stop_token stop;
    /// Opens a connection to the operation's target on the calling thread; throws Error.
    std::function<postgres::Connection()> connect;

    /// Null where nobody can hold the run.
    std::shared_ptr<PauseGate> pause;

    /// Throws Error::cancelled() once a stop was requested.
    void throwIfStopped() const;
    /// To be called where everything is valid as it stands, outside of transactions: waits as long
    /// as the run is paused, then throws if a stop was requested.
    void restPoint() const;
};

} // namespace arborist
