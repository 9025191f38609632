// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/selection.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QSet>
#include <algorithm>
#include <limits>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrationSelection", text);
}

/// Problems of the files that leave unclear what is to be run, or in which order.
bool isBlocking(const Problem &problem, Tool tool)
{
    if (problem.code == u"null-name")
        return tool == Tool::DrizzleV1; // which would run them again

    static const QSet<QString> codes{
        QStringLiteral("journal-conflict"), QStringLiteral("journal-broken"),
        QStringLiteral("journal-missing"),  QStringLiteral("missing-file"),
        QStringLiteral("unreadable-file"),  QStringLiteral("same-tag"),
        QStringLiteral("null-time"),        QStringLiteral("foreign-ledger"),
        QStringLiteral("mixed-forms"),      QStringLiteral("same-version"),
        QStringLiteral("bad-directive"),    QStringLiteral("bad-name"),
    };
    return problem.severity == Severity::Error && codes.contains(problem.code);
}

Error asError(const Problem &problem)
{
    return Error::refused(problem.text, problem.remedy).setWhere(problem.where);
}

/// What is half way has no row: it was begun last.
qint64 rowOf(const MigrationStatus &its)
{
    return its.row && !isHalfApplied(its) ? its.row->row : std::numeric_limits<qint64>::max();
}

/// The row that was written last: what its tool would take back first.
bool isLater(const Migration &a, const MigrationStatus &sa, const Migration &b,
             const MigrationStatus &sb, Tool tool)
{
    // Drizzle's own order is that of the journal, in which one that was applied by name may be
    // late.
    const bool isByRow = tool == Tool::NodePgMigrate || tool == Tool::Drizzle ||
                         tool == Tool::DrizzleV1 || tool == Tool::Goose || tool == Tool::TypeOrm;
    return isByRow && rowOf(sa) != rowOf(sb) ? rowOf(sa) > rowOf(sb) : a.order > b.order;
}

/// What its tool would run, and what a run of ours has left half way.
std::vector<qsizetype> pendingOf(const SetStatus &status)
{
    for (const Problem &problem : status.problems) {
        if (problem.code == u"dirty")
            throw asError(problem);
    }
    for (const MigrationStatus &each : status.migrations) {
        if (each.state == State::Failed && !each.partial)
            throw Error::refused(each.text, each.remedy);
    }
    return status.pendingIndexes();
}

/// Some tools run nothing where one is late, and would never again once it is applied.
void refuseLate(const MigrationSet &set, const MigrationStatus &its)
{
    const bool isFatal = set.tool == Tool::NodePgMigrate || set.tool == Tool::Goose;
    if (its.state == State::OutOfOrder && isFatal)
        throw Error::refused(
            QStringLiteral("%1: %2").arg(set.migrations[size_t(its.index)].name, its.text),
            its.remedy);
}

} // namespace

void refuseBroken(const MigrationSet &set, const SetStatus &status)
{
    for (const Problem &problem : status.problems) {
        if (isBlocking(problem, set.tool))
            throw asError(problem);
    }
    if (!status.ledger.problems.empty())
        throw asError(status.ledger.problems.front());
}

void refuseForeign(const MigrationSet &set, const Migration &migration)
{
    if ((migration.isRunnable && migration.up) || set.tool == Tool::TypeOrm)
        return; // or TypeORM is asked to do it (project/)
    throw Error(
        tr("%1 is no SQL: only %2 itself can run it.").arg(migration.name, toString(set.tool)),
        tr("Run the project's own command; status will follow."))
        .setWhere(migration.file);
}

std::optional<PartialRun> partialOf(const SetStatus &status, const Migration &migration,
                                    bool isDown)
{
    const std::vector<PartialRun> &all = status.ledger.partial;
    const auto found =
        std::ranges::find(all, progressKey(migration.id, isDown), &PartialRun::migration);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

qsizetype indexOf(const MigrationSet &set, const QString &nameOrId, const QString &option)
{
    if (const Migration *found = set.find(nameOrId))
        return found - set.migrations.data();
    QStringList alike;
    for (const Migration &migration : set.migrations) {
        if (migration.name.contains(nameOrId, Qt::CaseInsensitive))
            alike << migration.name;
    }
    if (alike.size() == 1)
        return indexOf(set, alike.front(), option);
    throw Error::usage(
        alike.isEmpty()
            ? tr("There is no migration “%1” in %2 (%3).").arg(nameOrId, set.shown, option)
            : tr("“%1” could be several migrations (%2).").arg(nameOrId, option),
        alike.isEmpty() ? tr("arboristctl status shows their names.")
                        : alike.mid(0, 8).join(QStringLiteral(", ")));
}

std::vector<qsizetype> selectToApply(const MigrateRequest &request, const SetStatus &status)
{
    const MigrationSet &set = request.set;
    std::vector<qsizetype> selected = pendingOf(status);
    if (!request.chosen.isEmpty()) {
        selected.clear();
        for (const QString &name : request.chosen)
            selected.push_back(indexOf(set, name, QStringLiteral("--only")));
        std::ranges::sort(selected);
        const auto [end, last] = std::ranges::unique(selected);
        selected.erase(end, last);
        for (const qsizetype index : selected) {
            if (isInEffect(status.migrations.at(size_t(index))))
                throw Error::usage(
                    tr("%1 is applied already.").arg(set.migrations[size_t(index)].name),
                    tr("arboristctl status shows what is pending."));
        }
    } else {
        const qsizetype from =
            request.from.isEmpty() ? 0 : indexOf(set, request.from, QStringLiteral("--from"));
        const qsizetype to = request.to.isEmpty()
                                 ? qsizetype(set.migrations.size()) - 1
                                 : indexOf(set, request.to, QStringLiteral("--to"));
        if (from > to)
            throw Error::usage(
                tr("%1 (--from) comes after %2 (--to).").arg(request.from, request.to));
        std::erase_if(selected, [&](qsizetype index) { return index < from || index > to; });
        for (const qsizetype index : selected)
            refuseLate(set, status.migrations.at(size_t(index)));
    }
    for (const qsizetype index : selected) {
        const MigrationStatus &its = status.migrations.at(size_t(index));
        const Migration &migration = set.migrations[size_t(index)];
        if (its.state == State::MissingFile)
            throw Error::refused(its.text, its.remedy).setWhere(migration.file);
        refuseForeign(set, migration);
    }
    return selected;
}

std::vector<qsizetype> selectToTakeBack(const RollbackRequest &request, const SetStatus &status)
{
    const MigrationSet &set = request.set;
    std::vector<qsizetype> applied; // newest first
    for (const MigrationStatus &each : status.migrations) {
        if (isInEffect(each) || isHalfApplied(each))
            applied.push_back(each.index);
    }
    std::ranges::stable_sort(applied, [&](qsizetype a, qsizetype b) {
        if (set.tool == Tool::Dbmate)
            return a > b; // by name, in which 10 comes before 9
        return isLater(set.migrations[size_t(a)], status.migrations[size_t(a)],
                       set.migrations[size_t(b)], status.migrations[size_t(b)], set.tool);
    });
    std::vector<qsizetype> selected;
    if (!request.chosen.isEmpty()) {
        QSet<qsizetype> wanted;
        for (const QString &name : request.chosen) {
            const qsizetype index = indexOf(set, name, QStringLiteral("--only"));
            if (std::ranges::find(applied, index) == applied.end())
                throw Error::usage(
                    tr("%1 is not applied.").arg(set.migrations[size_t(index)].name));
            wanted += index;
        }
        for (const qsizetype index : applied) {
            if (wanted.contains(index))
                selected.push_back(index);
        }
    } else if (!request.to.isEmpty()) {
        const qsizetype to = indexOf(set, request.to, QStringLiteral("--to"));
        const auto found = std::ranges::find(applied, to);
        if (found == applied.end())
            throw Error::usage(
                tr("%1 (--to) is not applied.").arg(set.migrations[size_t(to)].name));
        selected.assign(applied.begin(), found);
    } else {
        const size_t steps = std::min(applied.size(), size_t(std::max(0, request.steps)));
        selected.assign(applied.begin(), applied.begin() + qsizetype(steps));
    }
    return selected;
}

std::vector<qsizetype> selectToRecord(const BaselineRequest &request, const SetStatus &status)
{
    const MigrationSet &set = request.set;
    std::vector<qsizetype> selected;
    if (!request.chosen.isEmpty()) {
        for (const QString &name : request.chosen)
            selected.push_back(indexOf(set, name, QStringLiteral("--only")));
        std::ranges::sort(selected);
        const auto [end, last] = std::ranges::unique(selected);
        selected.erase(end, last);
    } else {
        const qsizetype last = indexOf(set, request.upTo, QStringLiteral("TAG"));
        for (qsizetype index = 0; index <= last; ++index)
            selected.push_back(index);
    }
    std::erase_if(selected, [&](qsizetype index) {
        const MigrationStatus &its = status.migrations.at(size_t(index));
        return isInEffect(its) && !its.partial;
    });
    return selected;
}

} // namespace arborist::migrations
