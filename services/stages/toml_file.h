// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/config_node.h"

namespace arborist::stages {

/// Parses TOML 1.0; throws Error "NAME:LINE: ..." where the text is not TOML.
ConfigNode parseToml(const QString &text, const QString &shownName);

} // namespace arborist::stages
