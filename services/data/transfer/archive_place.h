// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/file_lock.h"
#include <QString>
#include <QStringList>

namespace arborist::data {

/// Where an archive is to be. It is written into a hidden folder beside, which takes the place in
/// one step once it is complete: there is a whole archive under the name, or the former one, or
/// none, whenever we are killed. What killed programs left is removed by the next one.
class ArchivePlace
{
public:
    /// Throws a usage Error where something else than an archive is at the place, before anything
    /// is made; an Error where another program is writing there.
    explicit ArchivePlace(const QString &path);
    /// Removes what was not committed.
    ~ArchivePlace();
    ArchivePlace(const ArchivePlace &) = delete;
    ArchivePlace &operator=(const ArchivePlace &) = delete;

    /// Throws as the constructor does; makes nothing.
    static void check(const QString &path);

    /// Removes what an export to that place has left that was cut off; nothing while one is written
    /// there. Never throws.
    static void removeLeftovers(const QString &path) noexcept;

    QString folder() const { return m_draft; } ///< to be written into
    bool sweptLeftovers() const { return m_swept; }
    /// Puts it at its place; an older archive there goes.
    void commit();

private:
    void sweep();

    QString m_path;
    QString m_draft;
    FileLock m_lock;
    bool m_swept = false;
};

} // namespace arborist::data
