// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/text.h"
#include "services/migrations/states/states.h"
#include <QHash>

namespace arborist::migrations {
namespace {

/// What the tool makes of one that is older than the newest applied one.
struct Lateness {
    Severity severity = Severity::Warning;
    QString text, remedy;
};

Lateness latenessOf(Tool tool)
{
    const QString look =
        Text::tr("Check that it does not build on what came after it, then apply it.");
    switch (tool) {
    case Tool::Goose:
        return {Severity::Error,
                Text::tr("Older than one that is applied: goose refuses to run anything."),
                Text::tr("Give it a newer version, or run goose with -allow-missing.")};
    case Tool::NodePgMigrate:
        return {Severity::Error,
                Text::tr("Older than one that is applied: node-pg-migrate refuses to run "
                         "anything."),
                Text::tr("Give it a newer number, or run it with --no-check-order.")};
    case Tool::Dbmate:
        return {Severity::Warning,
                Text::tr("Older than one that is applied; dbmate runs it all the same, unless "
                         "with --strict."),
                look};
    default:
        return {Severity::Warning,
                Text::tr("Older than one that is applied; it is run all the same."), look};
    }
}

} // namespace

void nameStates(const MigrationSet &set, SetStatus &status)
{
    const std::vector<LedgerRow> &rows = status.ledger.rows;
    QHash<QString, qsizetype> byId; // the first of several
    for (qsizetype i = qsizetype(set.migrations.size()) - 1; i >= 0; --i)
        byId.insert(set.migrations[std::size_t(i)].id, i);
    std::vector<const LedgerRow *> rowOf(set.migrations.size(), nullptr);
    qsizetype last = -1;
    for (const LedgerRow &row : rows) {
        const qsizetype i = byId.value(row.id, -1);
        if (i < 0) {
            const bool isFatal = set.tool == Tool::NodePgMigrate;
            status.problems.push_back(orphanRow(
                row.id, isFatal ? Severity::Error : Severity::Warning,
                isFatal ? Text::tr("Applied, but not in this checkout: node-pg-migrate refuses to "
                                   "run anything that comes after it.")
                        : Text::tr("Applied, but not in this checkout: no file has the name of "
                                   "that row.")));
        } else if (rowOf[std::size_t(i)]) {
            status.problems.push_back(
                {QStringLiteral("duplicate-row"),
                 Severity::Error,
                 set.migrations[std::size_t(i)].name,
                 {},
                 Text::tr("Row %1 records it a second time: it ran twice.").arg(row.row),
                 Text::tr("Check its effects, then take one of the two rows away: baseline "
                          "--forget-row %1.")
                     .arg(row.row)});
        } else {
            rowOf[std::size_t(i)] = &row;
            last = std::max(last, i);
        }
    }
    const Lateness lateness = latenessOf(set.tool);
    for (qsizetype i = 0; i < qsizetype(set.migrations.size()); ++i) {
        const Migration &each = set.migrations[std::size_t(i)];
        MigrationStatus one;
        one.index = i;
        if (const LedgerRow *row = rowOf[std::size_t(i)]) {
            ++status.applied;
            one.row = *row;
            one.appliedAt = row->appliedAt;
            one.state = State::Applied;
            if (each.up && !row->hash.isEmpty() && each.hash != row->hash) {
                setEdited(one, each.hash, row->hash);
                status.problems.push_back(stateProblem(each, one, Severity::Warning));
            }
        }
        if (isWithoutFile(each)) {
            setMissing(one);
        } else if (!one.row) {
            ++status.pending;
            one.state = i < last ? State::OutOfOrder : State::Pending;
            if (i < last) {
                one.text = lateness.text;
                one.remedy = lateness.remedy;
                status.problems.push_back(stateProblem(each, one, lateness.severity));
            }
        }
        status.migrations.push_back(std::move(one));
    }
}

} // namespace arborist::migrations
