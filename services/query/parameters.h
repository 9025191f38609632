// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include <QMap>
#include <QString>
#include <vector>

namespace arborist::query {

/// A :name in SQL. Not one: within quotes and comments, "::type", ":=", the slice "a[1:n]".
struct Placeholder {
    qsizetype begin = 0; ///< of the colon
    QString name;

    qsizetype end() const { return begin + 1 + name.size(); }
};

std::vector<Placeholder> placeholders(const QString &sql);

/// The text with $1, $2 ... in the place of its names, filled up with blanks: every other character
/// stays where it is. `values` gets the values in that order, `given` by their names. Throws a
/// usage Error with its position for a name without a value.
QString bindNames(const QString &sql, const QMap<QString, QString> &given,
                  postgres::Params &values);

} // namespace arborist::query
