// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace arborist {

/// Tells, when asked now and then, whether the machine or the program has slept since it was asked
/// last: the clock that counts sleep has run ahead of the one that does not, or nobody asked for
/// longer than anything but sleep explains.
class SleepWatch
{
public:
    struct Reading {
        std::chrono::milliseconds awake; ///< CLOCK_MONOTONIC
        std::chrono::milliseconds all;   ///< CLOCK_BOOTTIME
    };
    static Reading now();
    static bool sleptBetween(const Reading &before, const Reading &after);

    bool hasSlept();

private:
    Reading m_last = now();
};

} // namespace arborist
