// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/main_window.h"

namespace arborist {

/// Opens a folder (stages from its files) or a connection string (one stage).
Opening openPlace(const QString &place);
/// Starts the embedded server, makes the demo databases where they are missing, opens its folder.
Opening openDemo();

Openers makeOpeners();

} // namespace arborist
