// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace arborist::migrations {

enum class Severity { Info, Warning, Error };

/// Something to know about a folder, a migration or a row of the ledger.
struct Problem {
    QString code; ///< "skipped", "edited", "orphan-row", "journal-conflict": as JSON has it
    Severity severity = Severity::Error;
    QString migration; ///< its name, file or row; empty where the whole folder is meant
    QString where;     ///< "drizzle/meta/_journal.json:41"; empty if nowhere in particular
    QString text;      ///< one line: what it is and what it means
    QString remedy;    ///< one line: what can be done
};

} // namespace arborist::migrations
