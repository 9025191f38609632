// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <optional>

namespace arborist::data {

/// What checks ask of one column.
struct ColumnRules {
    QStringList choices;                  ///< one of these; empty: any
    std::optional<double> least, most;    ///< of a number, both included
    std::optional<int> shortest, longest; ///< characters
    QString notBefore;                    ///< a column whose value must not be greater

    void merge(const ColumnRules &other);
};

/// The simple kinds of checks, joined by AND: comparisons with a number, BETWEEN, IN, lengths, one
/// column against another.
struct CheckRules {
    QHash<QString, ColumnRules> columns;
    bool isUnderstood = true; ///< all of it

    /// `expression` as pg_get_expr() gives it; VALUE of a domain is a column of that name.
    static CheckRules parse(const QString &expression);
};

} // namespace arborist::data
