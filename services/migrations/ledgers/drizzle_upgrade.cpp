// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/drizzle_upgrade.h"

#include <QHash>

namespace arborist::migrations {

std::vector<qsizetype> upgradeMatches(const MigrationSet &set, const std::vector<LedgerRow> &rows)
{
    QHash<qint64, std::vector<qsizetype>> bySecond;
    QHash<QString, qsizetype> byHash;
    for (qsizetype i = 0; i < qsizetype(set.migrations.size()); ++i) {
        const Migration &each = set.migrations[std::size_t(i)];
        bySecond[each.order].push_back(i);
        byHash.insert(each.hash, i); // the last one counts
    }
    std::vector<qsizetype> matches;
    matches.reserve(rows.size());
    for (const LedgerRow &row : rows) {
        const auto candidates =
            row.order ? bySecond.value(*row.order / 1000 * 1000) : std::vector<qsizetype>();
        qsizetype match = -1;
        if (candidates.empty())
            match = byHash.value(row.hash, -1);
        else if (candidates.size() == 1)
            match = candidates.front();
        for (const qsizetype i : candidates) {
            if (match < 0 && set.migrations[std::size_t(i)].hash == row.hash)
                match = i;
        }
        matches.push_back(match);
    }
    return matches;
}

} // namespace arborist::migrations
