// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <optional>

namespace arborist::stages {

/// All bytes of a file; nullopt: there is none.
using FileContent = std::optional<QByteArray>;

/// A small file that people write, before and after.
struct FileChange {
    QString path;      ///< absolute; may be a link, which stays one
    QString shownName; ///< as messages call it: ".env.staging"
    FileContent before;
    FileContent after;

    bool changesAnything() const { return before != after; }
};

/// What the file holds now; throws Error as readTextFile() does, but for a file that is missing.
FileContent readContent(const QString &path, const QString &shownName);

/// The text with its byte order mark and line ends; bytes that are not UTF-8 are taken as Latin-1.
QString decodeContent(const FileContent &content);
/// Text that decodeContent() gave, edited; `like` tells the encoding.
FileContent encodeContent(const QString &text, const FileContent &like);

/// Replaces the file as a whole, under a lock that other Arborists respect: whoever reads it sees
/// all of the old content or all of the new, also after a power cut. Owner, group and permissions
/// stay; a new .env is 0600. The content before is kept in the data folder (file-backups, 0600, the
/// 10 latest of each file). Throws Error, and the file is as it was: refused when it holds
/// something else than `before` by now, or could only be written with another owner or in place.
void applyChange(const FileChange &change);

} // namespace arborist::stages
