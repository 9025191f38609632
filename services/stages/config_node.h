// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace arborist::stages {

/// A TOML value as plain data, in the order of the file, each with its line.
struct ConfigNode {
    enum class Kind { Text, Integer, Real, Boolean, Date, List, Table };
    Kind kind = Kind::Table;
    QString key;  ///< in a table; empty in a list
    int line = 0; ///< of the key, or of the value in a list; from 1
    QString text;
    qint64 integer = 0;
    bool boolean = false;
    std::vector<ConfigNode> children;
};

} // namespace arborist::stages
