// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace arborist::migrations {

/// A file of a migration, read.
struct FileText {
    QByteArray text;
    bool exists = false;
    QString problem; ///< one line: why it could not be read; empty if it could
};

/// The bytes of a regular file (or of what a symbolic link leads to) of at most `limit` bytes.
/// Never waits for a pipe, never throws.
FileText readFileText(const QString &path, qint64 limit = 64 * 1024 * 1024);

/// Text as Node reads it: bytes that are no UTF-8 become U+FFFD, one for each maximal part of a
/// sequence (WHATWG); a byte order mark stays.
QByteArray withReplacements(const QByteArray &bytes);

/// SHA-256 in lower-case hexadecimal.
QString hashOf(const QByteArray &text);

} // namespace arborist::migrations
