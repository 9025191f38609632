// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"
#include <functional>
#include <stop_token>

namespace arborist::backup {

/// Reads every file of the dump and compares it with its manifest. Throws Error that names the
/// first that differs; Error::cancelled(). `advance` is told how many bytes have been read.
void compareChecksums(const QString &dump, const Manifest &manifest, const std::stop_token &stop,
                      const std::function<void(qint64)> &advance = {});

/// The same by sizes alone, which takes no time.
void compareSizes(const QString &dump, const Manifest &manifest);

} // namespace arborist::backup
