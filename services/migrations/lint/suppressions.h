// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/sql/statement.h"
#include <QSet>
#include <QStringList>

namespace arborist::migrations {

struct Hazard;

/// The comments of a file that suppress rules: "-- arborist:ignore RULE[, RULE] why" for the
/// statement that it stands in or above, "-- arborist:ignore-file RULE[, RULE]" for all of it.
class Suppressions
{
public:
    Suppressions(const QByteArray &text, const std::vector<Statement> &statements);

    bool covers(const Hazard &hazard) const;

    struct Name {
        QString rule;
        qsizetype offset; ///< of the comment
    };
    const std::vector<Name> &names() const { return m_names; } ///< all that are named

private:
    struct Lines {
        int first, last;
        QStringList rules;
    };
    std::vector<Lines> m_lines;
    QSet<QString> m_file;
    std::vector<Name> m_names;
};

} // namespace arborist::migrations
