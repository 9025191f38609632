// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/problem.h"
#include <QByteArray>
#include <QString>
#include <vector>

namespace arborist::migrations {

/// One line of what drizzle-kit up to 0.31 keeps in meta/_journal.json.
struct JournalEntry {
    qint64 idx = 0;
    qint64 when = 0; ///< ms since 1970: the only thing that decides what drizzle runs
    QString tag;
    int line = 1; ///< of its tag in the file
    bool operator==(const JournalEntry &) const = default;
    /// The part before the first "_": what its snapshot is named after.
    QString prefix() const { return tag.section(u'_', 0, 0); }
};

struct Journal {
    bool exists = false;
    QString dialect; ///< as when the folder was made: "postgresql", "pg"; never checked by drizzle
    /// In the order in which drizzle runs them. Of a file in conflict: what both sides have, what
    /// only ours has, what only theirs has.
    std::vector<JournalEntry> entries;
    std::vector<Problem> problems;
    bool isWhole = true; ///< false: broken or in conflict; drizzle refuses to run anything
};

/// Of its text; `where` is how problems name the file. Never throws: of a text that is cut short
/// the entries before the cut are there.
Journal parseJournal(const QByteArray &text, const QString &where);

} // namespace arborist::migrations
