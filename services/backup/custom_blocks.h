// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive_toc.h"
#include <QHash>
#include <stop_token>

namespace arborist::backup {

/// Bytes of data of each entry in a dump of the custom form, by the entry's id. Walks through the
/// file's blocks without unpacking them. Throws Error where the file ends too early, has more
/// behind its end, or lacks the data of an entry; Error::cancelled().
QHash<int, qint64> measureBlocks(QIODevice &device, const ArchiveToc &toc, const QString &where,
                                 const std::stop_token &stop);

} // namespace arborist::backup
