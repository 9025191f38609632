// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/text.h"
#include "services/migrations/states/states.h"
#include <algorithm>

namespace arborist::migrations {

namespace {

/// What golang-migrate calls no version; it stands in the table only together with dirty.
constexpr qint64 kNone = -1;

} // namespace

void versionStates(const MigrationSet &set, SetStatus &status)
{
    const std::vector<LedgerRow> &rows = status.ledger.rows;
    if (rows.size() > 1)
        status.problems.push_back(
            {QStringLiteral("duplicate-row"),
             Severity::Error,
             {},
             {},
             Text::tr("The ledger has %1 rows, where golang-migrate keeps one.").arg(rows.size()),
             Text::tr("Find out which version the database is at, and run migrate force.")});
    std::optional<qint64> version;
    bool isDirty = false;
    for (const LedgerRow &row : rows) {
        if (row.order && *row.order >= version.value_or(*row.order)) {
            version = row.order;
            isDirty = row.isDirty;
        }
    }
    bool isKnown = false;
    for (qsizetype i = 0; i < qsizetype(set.migrations.size()); ++i) {
        const Migration &each = set.migrations[std::size_t(i)];
        MigrationStatus one;
        one.index = i;
        const bool isCurrent = version && each.order == *version;
        isKnown = isKnown || isCurrent;
        if (isCurrent)
            one.row = rows.front();
        if (isCurrent && isDirty) {
            one.state = State::Failed;
            one.text = Text::tr("It failed half way, or the way back to it did: golang-migrate "
                                "calls the database dirty and runs nothing.");
            one.remedy = Text::tr("Put right what it left behind, then mark it as applied "
                                  "(baseline --only %1), or as not applied by golang-migrate's own "
                                  "migrate force.")
                             .arg(each.name);
            status.problems.push_back(stateProblem(each, one, Severity::Error));
        } else if (version && each.order <= *version) {
            one.state = State::Applied;
            ++status.applied;
        } else if (isWithoutFile(each)) {
            setMissing(one);
        } else {
            one.state = State::Pending;
            ++status.pending;
        }
        status.migrations.push_back(std::move(one));
    }
    if (version == kNone && isDirty)
        status.problems.push_back(
            {QStringLiteral("dirty"),
             Severity::Error,
             {},
             {},
             Text::tr("The way back of the first migration failed half way: golang-migrate calls "
                      "the database dirty and runs nothing."),
             Text::tr("Put right what it left behind, then say which version the database is at "
                      "(migrate force).")});
    else if (version && !isKnown)
        status.problems.push_back(
            orphanRow(QString::number(*version), Severity::Error,
                      Text::tr("The database is at version %1, which is not in this checkout: "
                               "golang-migrate runs nothing.")
                          .arg(*version)));
}

} // namespace arborist::migrations
