// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"

namespace arborist::data {

/// "The archive is damaged: FILE is missing."
Error damagedArchive(const QString &file, const QString &what);

} // namespace arborist::data
