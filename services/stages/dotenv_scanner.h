// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace arborist::stages {

/// One assignment of a .env file before escapes and interpolation.
struct DotenvEntry {
    enum class Quote { None, Double, Single, Backtick };
    QString name;
    QString raw;
    int line = 0;
    Quote quote = Quote::None;
    bool exported = false; ///< `export NAME=...`
    qsizetype begin = 0;   ///< of the value in the text, its quotes included
    qsizetype end = 0;
};

/// The assignments in their order. Line ends must be \n, without a byte order mark. Throws Error
/// that names file and line, never a value.
std::vector<DotenvEntry> scanDotenv(const QString &text, const QString &shownName);

} // namespace arborist::stages
