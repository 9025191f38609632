// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/sections.h"
#include "services/migrations/files/text.h"
#include <QCollator>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace arborist::migrations {
namespace {

/// What it sorts by: milliseconds, an index, or the time of 17 digits (UTC).
qint64 prefixOf(const QString &name)
{
    const QString digits = leadingDigits(name);
    if (digits.size() != 17)
        return leadingNumber(name).value_or(0);
    QDateTime time = QDateTime::fromString(digits, QStringLiteral("yyyyMMddHHmmsszzz"));
    time.setTimeSpec(Qt::UTC);
    return time.toMSecsSinceEpoch();
}

Migration readFile(MigrationSet &set, const QString &name)
{
    Migration migration;
    migration.file = QDir(set.folder).absoluteFilePath(name);
    migration.name = migration.id = QFileInfo(name).completeBaseName();
    migration.order = prefixOf(name);
    migration.isRunnable = name.endsWith(u".sql");
    const bool isRead = readText(set, migration);
    if (!isRead || !migration.isRunnable)
        return migration;
    if (name.endsWith(u".up.sql")) { // the loader "sql"
        migration.name = migration.id = migration.id.chopped(3);
        migration.up = Script{migration.file, {{migration.text, 0, 1}}};
        readDownFile(migration,
                     QDir(set.folder).absoluteFilePath(migration.id + QStringLiteral(".down.sql")));
        return migration;
    }
    Sections sections = nodePgSections(migration.file, migration.text);
    migration.up = std::move(sections.up);
    migration.down = std::move(sections.down);
    if (!sections.problem.isEmpty())
        set.problems.push_back({QStringLiteral("bad-directive"), Severity::Warning, migration.name,
                                shownPath(set, name) + u':' + QString::number(sections.line),
                                Text::tr("Beware: %1.").arg(sections.problem),
                                Text::tr("Put “-- Up Migration” in front of the way up.")});
    return migration;
}

} // namespace

void readNodePgMigrate(MigrationSet &set)
{
    const QStringList files = filesOf(set, {QStringLiteral("*")});
    for (const QString &name : files) {
        if (name.endsWith(u".down.sql") &&
            files.contains(name.chopped(9) + QStringLiteral(".up.sql")))
            continue;
        if (leadingDigits(name).isEmpty())
            set.problems.push_back(
                {QStringLiteral("bad-name"), Severity::Error, name, shownPath(set, name),
                 Text::tr("%1 has no number in front of its name: node-pg-migrate stops at it and "
                          "runs nothing.")
                     .arg(name),
                 Text::tr("Rename it, or move it out of the folder.")});
        else
            set.migrations.push_back(readFile(set, name));
    }
    QCollator collator(QLocale(QLocale::English, QLocale::UnitedStates));
    collator.setNumericMode(true);
    collator.setIgnorePunctuation(true);
    std::stable_sort(set.migrations.begin(), set.migrations.end(),
                     [&collator](const Migration &a, const Migration &b) {
                         return a.order != b.order ? a.order < b.order
                                                   : collator.compare(a.name, b.name) < 0;
                     });
    reportSameVersions(set);
}

} // namespace arborist::migrations
