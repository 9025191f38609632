// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <stop_token>

namespace arborist::backup {

/// SHA-256 of a file in hexadecimal. `read` is told of each part's bytes. Throws Error, cancelled
/// too.
QString sha256Of(const QString &path, const std::stop_token &stop,
                 const std::function<void(qint64 bytes)> &read = {});

} // namespace arborist::backup
