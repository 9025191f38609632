// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/file_lock.h"
#include <QString>

namespace arborist::journal {

/// Says that a process works on a journal. The lock is on "<file>.lock" beside it, which exists
/// only meanwhile: closing any descriptor of the journal itself would drop SQLite's own locks.
class JournalLock
{
public:
    explicit JournalLock(const QString &journal) : m_path(journal + QStringLiteral(".lock")) {}
    ~JournalLock();
    JournalLock(const JournalLock &) = delete;
    JournalLock &operator=(const JournalLock &) = delete;

    /// False when another one holds it. Throws Error.
    bool tryHold();
    bool isHeld() const { return m_held; }

    /// By whatever process, this one included.
    static bool isHeldByAny(const QString &journal);

private:
    QString m_path;
    FileLock m_lock;
    bool m_held = false;
};

} // namespace arborist::journal
