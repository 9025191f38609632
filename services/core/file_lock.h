// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <chrono>
#include <stop_token>

namespace arborist {

/// An advisory lock on a file (flock). The system drops it when the process ends, however it ends.
/// Two objects on one file exclude each other within one process as well.
class FileLock
{
public:
    enum class Mode { Shared, Exclusive };

    FileLock() = default;
    /// Opens the file, made with permissions 0600 if missing; throws Error.
    explicit FileLock(const QString &path);
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;
    ~FileLock();

    /// False when another holder is in the way; a lock held before may be lost then.
    bool tryLock(Mode mode);
    /// Waits; false once the time is over. Throws Error::cancelled() when asked to stop.
    bool lock(Mode mode, std::chrono::milliseconds timeout, const std::stop_token &stop = {});
    void unlock();

private:
    int m_descriptor = -1;
};

} // namespace arborist
