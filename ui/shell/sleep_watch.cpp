// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sleep_watch.h"

#include <ctime>
#include <utility>

namespace arborist {

namespace {

using namespace std::chrono_literals;

constexpr auto shortestSleep = 2s;
/// Asked every second: a virtual machine that was held, or a program that was stopped.
constexpr auto longestPause = 15s;

std::chrono::milliseconds read(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::nanoseconds(time.tv_nsec));
}

} // namespace

SleepWatch::Reading SleepWatch::now()
{
    return {read(CLOCK_MONOTONIC), read(CLOCK_BOOTTIME)};
}

bool SleepWatch::sleptBetween(const Reading &before, const Reading &after)
{
    const auto awake = after.awake - before.awake;
    return (after.all - before.all) - awake >= shortestSleep || awake >= longestPause;
}

bool SleepWatch::hasSlept()
{
    const Reading reading = now();
    return sleptBetween(std::exchange(m_last, reading), reading);
}

} // namespace arborist
