// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/checksums.h"
#include "services/core/error.h"
#include <optional>
#include <thread>

namespace arborist::backup {

/// The checksums, compared on a thread of their own while the server has its work to do.
class ChecksumWatch
{
public:
    ChecksumWatch(const QString &dump, const std::optional<Manifest> &manifest)
    {
        if (manifest) {
            m_thread = std::jthread([this, dump, manifest](const std::stop_token &stop) {
                try {
                    compareChecksums(dump, *manifest, stop);
                } catch (const Error &error) {
                    m_error = error;
                }
            });
        }
    }
    /// Waits for their end; throws what was found, and Error::cancelled().
    void finish(const std::stop_token &stop)
    {
        const std::stop_callback end(stop, [this] { m_thread.request_stop(); });
        if (m_thread.joinable())
            m_thread.join();
        if (m_error)
            throw *m_error;
    }

private:
    std::optional<Error> m_error;
    std::jthread m_thread;
};

} // namespace arborist::backup
