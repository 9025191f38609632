// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/journal_lock.h"

#include <QFile>

namespace arborist::journal {

JournalLock::~JournalLock()
{
    if (m_held)
        QFile::remove(m_path); // while it is held, so that it is no one else's
}

bool JournalLock::tryHold()
{
    for (;;) {
        m_lock = FileLock(m_path);
        if (!m_lock.tryLock(FileLock::Mode::Exclusive))
            return false;
        // The last holder may have removed the file between our opening and our locking it. Then
        // the path is another file now, which a second lock shows.
        if (!FileLock(m_path).tryLock(FileLock::Mode::Exclusive)) {
            m_held = true;
            return true;
        }
    }
}

bool JournalLock::isHeldByAny(const QString &journal)
{
    JournalLock lock(journal);
    return QFile::exists(lock.m_path) && !lock.tryHold();
}

} // namespace arborist::journal
