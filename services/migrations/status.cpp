// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/status.h"

#include "services/migrations/files/text.h"
#include "services/migrations/states/states.h"
#include <array>

namespace arborist::migrations {
namespace {

struct StateName {
    const char *key;
    const char *shown;
};

constexpr std::array kStates{
    StateName{"applied", QT_TRANSLATE_NOOP("Migrations", "Applied")},
    StateName{"edited", QT_TRANSLATE_NOOP("Migrations", "Edited")},
    StateName{"when-changed", QT_TRANSLATE_NOOP("Migrations", "Time changed")},
    StateName{"pending", QT_TRANSLATE_NOOP("Migrations", "Pending")},
    StateName{"skipped", QT_TRANSLATE_NOOP("Migrations", "Skipped")},
    StateName{"out-of-order", QT_TRANSLATE_NOOP("Migrations", "Out of order")},
    StateName{"failed", QT_TRANSLATE_NOOP("Migrations", "Failed half way")},
    StateName{"missing-file", QT_TRANSLATE_NOOP("Migrations", "File missing")}};

} // namespace

QString toKey(State state)
{
    return QString::fromLatin1(kStates[std::size_t(state)].key);
}

QString toString(State state)
{
    return Text::tr(kStates[std::size_t(state)].shown);
}

std::vector<qsizetype> SetStatus::pendingIndexes() const
{
    std::vector<qsizetype> indexes;
    for (const MigrationStatus &each : migrations) {
        if (each.state == State::Pending || each.state == State::OutOfOrder || isHalfApplied(each))
            indexes.push_back(each.index);
    }
    return indexes;
}

SetStatus statusOf(const MigrationSet &set, const LedgerState &ledger)
{
    SetStatus status;
    status.ledger = ledger;
    status.problems = set.problems;
    status.problems.insert(status.problems.end(), ledger.problems.begin(), ledger.problems.end());
    status.migrations.reserve(set.migrations.size());
    switch (set.tool) {
    case Tool::Drizzle:
        drizzleStates(set, status);
        break;
    case Tool::DrizzleV1:
        drizzleV1States(set, status);
        break;
    case Tool::GolangMigrate:
        versionStates(set, status);
        break;
    default:
        nameStates(set, status);
        break;
    }
    halfWayStates(set, status);
    return status;
}

bool isInEffect(const MigrationStatus &status)
{
    return status.state == State::Applied || status.state == State::Edited ||
           status.state == State::WhenChanged || (status.partial && status.partial->isDown());
}

bool isHalfApplied(const MigrationStatus &status)
{
    return status.state == State::Failed && status.partial && !status.partial->isDown();
}

Problem stateProblem(const Migration &migration, const MigrationStatus &status, Severity severity)
{
    return {toKey(status.state), severity, migration.name, {}, status.text, status.remedy};
}

void setEdited(MigrationStatus &status, const QString &hash, const QString &ledgerHash)
{
    status.state = State::Edited;
    status.text = Text::tr("The file was edited after it was applied: it has the hash %1, the "
                           "ledger %2.")
                      .arg(hash.left(12), ledgerHash.left(12));
    status.remedy = Text::tr("Restore the file from git, and put the change into a new migration.");
}

bool isWithoutFile(const Migration &migration)
{
    return migration.isRunnable && !migration.up;
}

void setMissing(MigrationStatus &status)
{
    status.state = State::MissingFile;
    status.text = status.row ? Text::tr("Applied; its file is not there, or cannot be read.")
                             : Text::tr("Not applied, and its file is not there, or cannot be "
                                        "read.");
    status.remedy = Text::tr("Restore the file from git.");
}

Problem orphanRow(const QString &name, Severity severity, const QString &text)
{
    return {QStringLiteral("orphan-row"),
            severity,
            name,
            {},
            text,
            Text::tr("Pull the branch that has it, or restore its file from git.")};
}

QString shownTime(qint64 ms)
{
    return QStringLiteral("%1 (%2)").arg(
        QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
        QString::number(ms));
}

} // namespace arborist::migrations
