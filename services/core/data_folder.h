// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist {

/// Where state lives (history, journals, fingerprints, the embedded server): ARBORIST_DATA_DIR,
/// else $XDG_DATA_HOME/arborist, else ~/.local/share/arborist; as root /var/lib/arborist. Created
/// with permissions 0700 (0711 as root, where the embedded server's account must pass through);
/// throws Error when it cannot be.
QString dataFolder();

} // namespace arborist
