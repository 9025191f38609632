// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSaveFile>

namespace arborist {

/// Lets the file take its place, if all of it could be written. What waits in its buffer is written
/// here: QSaveFile::commit() alone (seen with Qt 6.4) puts an empty file there where the disk is
/// full, and says that it is done.
inline bool commitWhole(QSaveFile &file)
{
    return file.flush() && file.commit();
}

} // namespace arborist
