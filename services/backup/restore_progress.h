// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive.h"

namespace arborist::backup {

/// How far a pg_restore is that this thread has started: by the bytes that it and its workers have
/// read of the dump, as the kernel counts them, and by the items that are done.
class RestoreProgress
{
public:
    RestoreProgress(const Archive &archive, const OperationContext &context);

    void addItem() { ++m_items; }
    void update(); ///< on the thread that runs it

private:
    const Archive &m_archive;
    const OperationContext &m_context;
    qint64 m_items = 0;
    qint64 m_read = 0; ///< the most that was seen
};

} // namespace arborist::backup
