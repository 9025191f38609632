// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMimeData;

namespace arborist {

/// What can be opened of something that is dragged onto the window: the path of a folder or file,
/// or the address of a database (alone, or as NAME=address); empty if nothing can.
QString droppedPlace(const QMimeData &data);

} // namespace arborist
