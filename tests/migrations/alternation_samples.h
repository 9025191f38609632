// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/migrations/project.h"
#include <QJsonObject>

namespace arborist::testing {

inline QString journalOf(const QDir &folder)
{
    return folder.filePath(QStringLiteral("meta/_journal.json"));
}

inline QStringList foldersOf(const QDir &folder)
{
    return folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

inline QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QJsonObject readJournal(const QDir &folder)
{
    return QJsonDocument::fromJson(textOf(journalOf(folder))).object();
}

/// How many migrations a folder that drizzle-kit has made holds, in either form.
inline int sampleSize(const QDir &folder)
{
    return int(QFile::exists(journalOf(folder))
                   ? readJournal(folder)[QStringLiteral("entries")].toArray().size()
                   : foldersOf(folder).size());
}

/// Puts the first ones of a sample into the project.
inline void growSample(const migrations::Project &project, const QDir &from, int grown)
{
    const auto copy = [&](const QString &name) {
        project.write(QStringLiteral("drizzle/") + name, textOf(from.filePath(name)));
    };
    if (!QFile::exists(journalOf(from))) {
        for (const QString &folder : foldersOf(from).mid(0, grown)) {
            copy(folder + QStringLiteral("/migration.sql"));
            copy(folder + QStringLiteral("/snapshot.json"));
        }
        return;
    }
    QJsonObject journal = readJournal(from);
    QJsonArray entries = journal[QStringLiteral("entries")].toArray();
    while (entries.size() > grown)
        entries.removeLast();
    for (const QJsonValue &entry : entries) {
        const QString tag = entry[QStringLiteral("tag")].toString();
        copy(tag + QStringLiteral(".sql"));
        copy(QStringLiteral("meta/%1_snapshot.json").arg(tag.left(4)));
    }
    journal[QStringLiteral("entries")] = entries;
    project.write(QStringLiteral("drizzle/meta/_journal.json"), QJsonDocument(journal).toJson());
}

} // namespace arborist::testing
