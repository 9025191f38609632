// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::stages {

/// One part of a dotted key and where it stands.
struct TomlKey {
    QString name;
    qsizetype begin = 0;
    qsizetype end = 0;
};

/// A line of a TOML file that says something: [table], [[table]] or key = value, which may go over
/// several lines. Places are positions in the text.
struct TomlItem {
    enum class Kind { Table, ListTable, Value };
    Kind kind = Kind::Value;
    std::vector<TomlKey> keys; ///< as written
    QStringList path;          ///< of a value with its table's before it
    qsizetype begin = 0;       ///< of the first line, its indentation included
    qsizetype valueBegin = 0;
    qsizetype valueEnd = 0;
    qsizetype end = 0; ///< behind the last line, its comment and line end included
};

/// Where everything stands in a text that is valid TOML; what it means is toml++'s business.
std::vector<TomlItem> layOutToml(const QString &text);

/// The keys and values of the inline table that is between these places; begin and end are those
/// of the key and of the value.
std::vector<TomlItem> layOutInlineTable(const QString &text, const TomlItem &table);

} // namespace arborist::stages
