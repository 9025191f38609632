// SPDX-License-Identifier: GPL-3.0-or-later
// dbmate, goose and plain SQL: a file a migration, its version in front of the name.
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/sections.h"
#include "services/migrations/files/text.h"
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace arborist::migrations {
namespace {

using Reader = Sections (*)(const QString &, const QByteArray &);

Migration makeMigration(const MigrationSet &set, const QString &name)
{
    Migration migration;
    migration.file = QDir(set.folder).absoluteFilePath(name);
    migration.name = QFileInfo(name).completeBaseName();
    migration.id = leadingDigits(name);
    migration.order = leadingNumber(name).value_or(0);
    return migration;
}

void readSections(MigrationSet &set, Migration &migration, Reader reader)
{
    if (!readText(set, migration))
        return;
    Sections sections = reader(migration.file, migration.text);
    migration.up = std::move(sections.up);
    migration.down = std::move(sections.down);
    migration.isRunnable = sections.isRunnable && sections.problem.isEmpty();
    const QString name = QFileInfo(migration.file).fileName();
    if (!sections.problem.isEmpty())
        set.problems.push_back(
            {QStringLiteral("bad-directive"), Severity::Error, migration.name,
             shownPath(set, name) + u':' + QString::number(sections.line),
             Text::tr("%1 does not run it: %2.").arg(toString(set.tool), sections.problem),
             Text::tr("Put the directives of the file in order.")});
    if (!sections.isRunnable)
        set.problems.push_back(
            {QStringLiteral("own-command"), Severity::Info, migration.name, shownPath(set, name),
             Text::tr("It takes values from the environment (ENVSUB): only goose itself runs it."),
             Text::tr("Run it with goose.")});
}

void byNumber(MigrationSet &set)
{
    std::stable_sort(set.migrations.begin(), set.migrations.end(),
                     [](const Migration &a, const Migration &b) { return a.order < b.order; });
    reportSameVersions(set);
}

} // namespace

void readDbmate(MigrationSet &set)
{
    for (const QString &name : filesOf(set, {QStringLiteral("*.sql")})) {
        Migration migration = makeMigration(set, name);
        if (migration.id.isEmpty()) {
            if (name != u"schema.sql")
                reportOrphan(set, name,
                             Text::tr("%1 has no version in front of its name: dbmate passes it "
                                      "over.")
                                 .arg(name));
            continue;
        }
        readSections(set, migration, dbmateSections);
        set.migrations.push_back(std::move(migration));
    }
    reportSameVersions(set); // dbmate runs them in the order of their names
}

void readGoose(MigrationSet &set)
{
    for (const QString &name : filesOf(set, {QStringLiteral("*.sql"), QStringLiteral("*.go")})) {
        if (name.endsWith(u"_test.go"))
            continue;
        Migration migration = makeMigration(set, name);
        if (migration.order < 1 || name.mid(migration.id.size(), 1) != u"_") {
            if (name.endsWith(u".sql"))
                reportOrphan(
                    set, name,
                    Text::tr(
                        "%1 has no version and “_” in front of its name: goose passes it over.")
                        .arg(name));
            continue;
        }
        migration.id = QString::number(migration.order); // 001 and 1 are one
        if (name.endsWith(u".sql")) {
            readSections(set, migration, gooseSections);
        } else {
            readText(set, migration);
            migration.isRunnable = false;
        }
        set.migrations.push_back(std::move(migration));
    }
    byNumber(set);
}

void readSqlFiles(MigrationSet &set)
{
    for (const QString &name : filesOf(set, {QStringLiteral("*.sql")})) {
        if (name.endsWith(u".down.sql"))
            continue;
        Migration migration = makeMigration(set, name);
        if (!leadingNumber(name)) {
            reportOrphan(
                set, name,
                Text::tr("%1 has no number in front of its name: it is never run.").arg(name));
            continue;
        }
        if (migration.name.endsWith(u".up"))
            migration.name.chop(3);
        migration.id = migration.name;
        readSections(set, migration, plainSections);
        migration.hash = hashOf(migration.text);
        if (!migration.down)
            readDownFile(
                migration,
                QDir(set.folder).absoluteFilePath(migration.name + QStringLiteral(".down.sql")));
        set.migrations.push_back(std::move(migration));
    }
    byNumber(set);
}

} // namespace arborist::migrations
