// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace arborist::migrations {

struct FilePlace;

/// Moves a place behind some text: lines end at "\n", columns are characters.
void advance(FilePlace &place, QByteArrayView text);

} // namespace arborist::migrations
