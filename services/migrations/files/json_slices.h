// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <optional>
#include <vector>

namespace arborist::migrations {

/// A value within a text of JSON.
struct JsonSlice {
    QByteArray key;       ///< in an object; as it is written, without its quotes
    qsizetype begin = 0;  ///< of the value
    qsizetype end = 0;    ///< behind it
    bool isWhole = false; ///< false: the text ends, or goes wrong, within it
};

/// The members of the object that begins at `from`, with their places, without looking into them:
/// what QJsonDocument does not tell, for files of which one place matters, and for those that are
/// cut short. At most `most` of them. nullopt where no object begins there.
std::optional<std::vector<JsonSlice>> jsonMembers(const QByteArray &json, qsizetype from = 0,
                                                  qsizetype most = -1);
/// The same for the elements of an array.
std::optional<std::vector<JsonSlice>> jsonElements(const QByteArray &json, qsizetype from = 0,
                                                   qsizetype most = -1);

/// The line of a byte, from 1.
int lineAt(const QByteArray &text, qsizetype offset);

} // namespace arborist::migrations
