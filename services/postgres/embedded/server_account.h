// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <sys/types.h>
#include <vector>

namespace arborist::postgres {

/// The system account that the embedded server runs as: the user's own or, for root (whom
/// PostgreSQL refuses), an unprivileged one.
struct ServerAccount {
    QString name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    bool dropped = false; ///< it is not the account of this process

    /// `data` is the cluster's data folder: one that exists is run by its owner. Otherwise root
    /// takes postgres, else nobody. Throws Error when there is no account that may run it.
    static ServerAccount choose(const QString &data);

    /// Throws Error when the account cannot pass through one of the folders above `folder`.
    void requirePassage(const QString &folder) const;
    /// Makes the file or folder the account's own; does nothing unless dropped.
    void takeOver(const QString &path) const;
    /// Turns the calling process into the account. For a forked child: async-signal-safe; false
    /// when the system refuses.
    bool become() const noexcept;
};

} // namespace arborist::postgres
