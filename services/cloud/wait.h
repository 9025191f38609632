// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace arborist::cloud {

/// Sleeps; throws Error::cancelled() as soon as a stop is requested.
inline void waitFor(std::chrono::milliseconds time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    if (stop.stop_requested())
        throw Error::cancelled();
}

} // namespace arborist::cloud
