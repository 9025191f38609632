// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include <optional>

namespace arborist::data {

/// Finds tables by what a person writes: see DataTables::select().
class TableSelection
{
public:
    explicit TableSelection(const DataTables &tables) : m_tables(tables) {}
    DataTables::Set select(const QStringList &words) const;

private:
    /// A part of a word: a name or a pattern, quoted or not.
    struct Part {
        QString text;
        bool isPattern = false; ///< has * or ? outside of quotes
        bool isQuoted = false;
        QString regex; ///< for a pattern
        bool matches(const QString &name, bool anyCase) const;
    };
    struct Wanted {
        QString word;
        std::optional<Part> schema;
        Part name;
    };
    static std::vector<Wanted> parse(const QString &word);
    DataTables::Set find(const Wanted &wanted) const;
    DataTables::Set matching(const Wanted &wanted, bool anyCase, bool visible) const;
    [[noreturn]] void fail(const Wanted &wanted) const;

    const DataTables &m_tables;
};

} // namespace arborist::data
