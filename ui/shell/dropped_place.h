// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMimeData;

namespace arborist {

/// What can be opened of something that is dragged onto the window: the path of a folder or file,
/// or the address of a database (alone, or as NAME=address); empty if nothing can.
QString droppedPlace(const QMimeData &data);

/// What a path stands for, beside a place to be opened.
enum class DroppedKind {
    Place,
    Export, ///< a folder of exported tables
    Dump,   ///< of a database: *.dump, *.tar, *.sql, *.sql.gz, *.sql.zst, a folder of pg_dump
};

/// By names alone, of the file or of what the folder holds; asks the file system.
DroppedKind droppedKind(const QString &path);

} // namespace arborist
