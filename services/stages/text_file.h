// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QByteArray>
#include <QString>

namespace arborist::stages {

/// Reads a small text file that people write (.env, arborist.toml): UTF-8 with or without a byte
/// order mark, any line ends (they come back as \n); bytes that are not UTF-8 are taken as Latin-1.
/// `shownName` is what messages call it. Throws Error when it is missing, not a regular file, not
/// readable, larger than 1 MiB, or no text.
QString readTextFile(const QString &path, const QString &shownName);

constexpr qint64 kMostTextBytes = 1024 * 1024;

/// The same as bytes, as they stand in the file; `most` where larger ones are meant.
QByteArray readTextBytes(const QString &path, const QString &shownName,
                         qint64 most = kMostTextBytes);

/// An error at one place of such a file: "arborist.toml:12: message".
Error fileError(const QString &shownName, int line, const QString &message,
                const QString &hint = {});

} // namespace arborist::stages
