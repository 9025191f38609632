// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist {

/// A folder (0700) for the small files of one thing under way, sockets and passwords among them: in
/// the user's own runtime folder, which is in memory, else in /tmp. Goes with the object. What a
/// program that was killed has left is removed when the next one of the same prefix is made.
class RunFolder
{
public:
    /// `prefix`: "arborist-ssh-"; short, since a socket's path has 107 bytes. Throws Error.
    explicit RunFolder(const QString &prefix);
    ~RunFolder();
    RunFolder(const RunFolder &) = delete;
    RunFolder &operator=(const RunFolder &) = delete;

    const QString &path() const { return m_path; }

    /// Removes those of programs that are gone.
    static void removeLeftOvers(const QString &prefix);

private:
    QString m_path;
    int m_lock = -1; ///< held on the folder: tells others that its program lives
};

} // namespace arborist
