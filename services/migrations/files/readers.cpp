// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/readers.h"

#include "services/migrations/files/file_text.h"
#include "services/migrations/files/text.h"
#include <QDir>
#include <QHash>

namespace arborist::migrations {

QString shownPath(const MigrationSet &set, const QString &relative)
{
    return set.shown.isEmpty() || set.shown == u"." ? relative : set.shown + u'/' + relative;
}

QStringList filesOf(const MigrationSet &set, const QStringList &patterns)
{
    QStringList names = QDir(set.folder).entryList(patterns, QDir::Files, QDir::Unsorted);
    names.sort(Qt::CaseSensitive);
    return names;
}

bool readText(MigrationSet &set, Migration &migration)
{
    FileText file = readFileText(migration.file);
    if (file.exists && file.problem.isEmpty()) {
        migration.text = std::move(file.text);
        return true;
    }
    const QString name = QDir(set.folder).relativeFilePath(migration.file);
    set.problems.push_back({QStringLiteral("unreadable-file"), Severity::Error, migration.name,
                            shownPath(set, name),
                            Text::tr("%1 cannot be read: %2.").arg(name, file.problem),
                            Text::tr("Check the file and its permissions.")});
    return false;
}

void reportSameVersions(MigrationSet &set)
{
    QHash<QString, QString> names;
    for (const Migration &each : set.migrations) {
        const QString other = names.value(each.id);
        names.insert(each.id, each.name);
        if (other.isNull())
            continue;
        set.problems.push_back(
            {QStringLiteral("same-version"), Severity::Error, each.name,
             shownPath(set, QDir(set.folder).relativeFilePath(each.file)),
             Text::tr("It has the version of %1: %2 does not tell them apart.")
                 .arg(other, toString(set.tool)),
             Text::tr("Give the newer one, applied nowhere yet, a version of its own.")});
    }
}

void reportOrphan(MigrationSet &set, const QString &name, const QString &reason)
{
    set.problems.push_back({QStringLiteral("orphan-file"), Severity::Warning, name,
                            shownPath(set, name), reason,
                            Text::tr("Rename it, or move it elsewhere.")});
}

QString leadingDigits(const QString &name)
{
    qsizetype end = 0;
    while (end < name.size() && name[end] >= u'0' && name[end] <= u'9')
        ++end;
    return name.left(end);
}

std::optional<qint64> leadingNumber(const QString &name)
{
    bool fine = false;
    const qint64 number = leadingDigits(name).toLongLong(&fine);
    return fine ? std::optional(number) : std::nullopt;
}

} // namespace arborist::migrations
