// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/text.h"
#include "services/migrations/files/typeorm_classes.h"
#include <QDir>
#include <QFileInfo>
#include <QSet>
#include <algorithm>

namespace arborist::migrations {
namespace {

bool isIndex(const QString &name)
{
    return name.section(u'.', 0, 0) == u"index";
}

/// The stems of the files that the folder's index names; nullopt without one.
std::optional<QSet<QString>> registered(const MigrationSet &set, const QStringList &names)
{
    for (const QString &name : names) {
        if (!isIndex(name))
            continue;
        const QString text =
            QString::fromUtf8(readFileText(QDir(set.folder).filePath(name), 1024 * 1024).text);
        QSet<QString> stems;
        for (const QString &file : importedFiles(text)) {
            QString stem = file.section(u'/', -1);
            for (const char *ending : {".ts", ".js", ".mjs", ".cjs"}) {
                if (stem.endsWith(QLatin1String(ending)))
                    stem.chop(qsizetype(qstrlen(ending)));
            }
            stems.insert(stem);
        }
        if (!stems.isEmpty())
            return stems;
    }
    return std::nullopt;
}

/// The last 13 characters of an identity, where they are digits.
std::optional<qint64> timeOf(const QString &identity)
{
    const QString digits = identity.right(13);
    return digits.size() == 13 && leadingDigits(digits).size() == 13
               ? std::optional(digits.toLongLong())
               : std::nullopt;
}

void add(MigrationSet &set, const QString &file, const TypeOrmClass &found, const QByteArray &text)
{
    Migration migration;
    migration.file = QDir(set.folder).absoluteFilePath(file);
    migration.id = migration.name = found.name;
    migration.text = text;
    migration.isRunnable = false;
    const auto time = timeOf(found.name);
    migration.order = time.value_or(0);
    if (!time)
        set.problems.push_back(
            {QStringLiteral("bad-name"), Severity::Error, found.name,
             shownPath(set, file) + u':' + QString::number(found.line),
             Text::tr("The name %1 does not end with a time of 13 digits: TypeORM stops at it and "
                      "runs nothing.")
                 .arg(found.name.isEmpty() ? Text::tr("of the class") : found.name),
             Text::tr("Give the class a name like AddUsers1700000000000.")});
    set.migrations.push_back(std::move(migration));
}

} // namespace

void readTypeOrm(MigrationSet &set)
{
    const QStringList names =
        filesOf(set, {QStringLiteral("*.ts"), QStringLiteral("*.js"), QStringLiteral("*.mjs"),
                      QStringLiteral("*.cjs"), QStringLiteral("*.mts"), QStringLiteral("*.cts")});
    const auto known = registered(set, names);
    for (const QString &name : names) {
        if (isIndex(name) || name.endsWith(u".d.ts"))
            continue;
        Migration file;
        file.name = name;
        file.file = QDir(set.folder).absoluteFilePath(name);
        if (!readText(set, file))
            continue;
        const auto classes = typeOrmClasses(QString::fromUtf8(file.text));
        if (classes.empty() && !leadingDigits(name).isEmpty())
            reportOrphan(set, name, Text::tr("%1 has no class that TypeORM runs.").arg(name));
        for (const TypeOrmClass &found : classes)
            add(set, name, found, file.text);
        if (!classes.empty() && known && !known->contains(QFileInfo(name).completeBaseName()))
            set.problems.push_back(
                {QStringLiteral("not-registered"), Severity::Warning, classes.front().name,
                 shownPath(set, name),
                 Text::tr("The folder's index does not name %1: where the data source takes its "
                          "migrations from there, it is never run.")
                     .arg(name),
                 Text::tr("Add it to the index.")});
    }
    std::stable_sort(set.migrations.begin(), set.migrations.end(),
                     [](const Migration &a, const Migration &b) { return a.order < b.order; });
    reportSameVersions(set);
}

} // namespace arborist::migrations
