// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/file_lock.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace arborist {

FileLock::FileLock(const QString &path)
{
    m_descriptor = ::open(QFile::encodeName(path).constData(),
                          O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_descriptor < 0) {
        const int code = errno;
        Error error(QCoreApplication::translate("FileLock", "The file %1 cannot be opened: %2.")
                        .arg(path, qt_error_string(code)),
                    QCoreApplication::translate("FileLock",
                                                "It has to belong to you, on a disk with room."));
        throw error.setWhere(path);
    }
}

FileLock::FileLock(FileLock &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileLock &FileLock::operator=(FileLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock()
{
    if (m_descriptor < 0)
        return;
    // A child process between fork and exec has a copy of the descriptor: closing ours is not
    // enough.
    unlock();
    ::close(m_descriptor);
}

bool FileLock::tryLock(Mode mode)
{
    const int operation = (mode == Mode::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    int result = 0;
    do
        result = ::flock(m_descriptor, operation);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

bool FileLock::lock(Mode mode, std::chrono::milliseconds timeout, const std::stop_token &stop)
{
    using namespace std::chrono;
    const auto end = steady_clock::now() + timeout;
    while (!tryLock(mode)) {
        if (stop.stop_requested())
            throw Error::cancelled();
        if (steady_clock::now() >= end)
            return false;
        std::this_thread::sleep_for(milliseconds(20));
    }
    return true;
}

void FileLock::unlock()
{
    ::flock(m_descriptor, LOCK_UN);
}

} // namespace arborist
