// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace arborist::samples {

/// Writes a believable title: programmes at the top, then epics and features, tasks at the leaves.
/// The same arguments always give the same title.
void makeTitle(QByteArray &title, int vocabulary, quint32 seed, int depth, bool leaf);

} // namespace arborist::samples
