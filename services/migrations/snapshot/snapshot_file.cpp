// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/snapshot_file.h"

#include "services/core/error.h"
#include "services/migrations/files/drizzle_snapshots.h"
#include "services/migrations/files/readers.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QLocale>
#include <QSet>
#include <algorithm>

namespace arborist::migrations {

namespace {

constexpr qint64 kMostBytes = 64 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("SnapshotFile", text);
}

void readHead(SnapshotFile &file)
{
    QString problem;
    if (const auto head = readSnapshotHead(file.path, problem)) {
        file.id = head->id;
        file.parents = head->parents;
        file.version = head->version;
    }
}

} // namespace

SnapshotFiles::SnapshotFiles(const MigrationSet &set)
{
    const QDir folder(set.folder);
    const auto add = [&](const QString &inFolder, const QString &name) {
        SnapshotFile file;
        file.path = folder.filePath(inFolder);
        file.shown = shownPath(set, inFolder);
        file.name = name;
        readHead(file);
        m_files.push_back(std::move(file));
    };
    if (set.tool == Tool::DrizzleV1) {
        for (const QString &name :
             folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
            const QString inFolder = name + QStringLiteral("/snapshot.json");
            if (folder.exists(inFolder))
                add(inFolder, name);
        }
    } else {
        const QDir meta(folder.filePath(QStringLiteral("meta")));
        for (const QString &name :
             meta.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
            if (!name.startsWith(u'_'))
                add(QStringLiteral("meta/") + name, name.section(u'_', 0, 0));
        }
    }
    std::sort(m_files.begin(), m_files.end(),
              [](const SnapshotFile &a, const SnapshotFile &b) { return a.name < b.name; });
}

const SnapshotFile *SnapshotFiles::byId(const QString &id) const
{
    const auto found = std::find_if(m_files.begin(), m_files.end(),
                                    [&](const SnapshotFile &file) { return file.id == id; });
    return found == m_files.end() ? nullptr : &*found;
}

const SnapshotFile *SnapshotFiles::byName(const QString &name) const
{
    const auto found = std::find_if(m_files.begin(), m_files.end(),
                                    [&](const SnapshotFile &file) { return file.name == name; });
    return found == m_files.end() ? nullptr : &*found;
}

QString SnapshotFiles::version() const
{
    return m_files.empty() ? QStringLiteral("9") : m_files.back().version;
}

std::vector<SnapshotFile> SnapshotFiles::leaves() const
{
    QSet<QString> parents;
    for (const SnapshotFile &file : m_files)
        parents.unite(QSet<QString>(file.parents.begin(), file.parents.end()));
    std::vector<SnapshotFile> ends;
    for (auto file = m_files.rbegin(); file != m_files.rend(); ++file) {
        if (!parents.contains(file->id))
            ends.push_back(*file);
    }
    return ends;
}

void SnapshotFiles::checkChain() const
{
    QHash<QString, const SnapshotFile *> children;
    for (const SnapshotFile &file : m_files) {
        if (file.id.isEmpty())
            throw Error(tr("%1 is not a snapshot that can be read.").arg(file.shown),
                        tr("Restore it from the history of the project."))
                .setWhere(file.path);
        const QString parent = file.parents.value(0);
        if (const SnapshotFile *other = children.value(parent))
            throw Error(tr("%1 and %2 follow the same snapshot.").arg(other->shown, file.shown),
                        tr("Two branches have been merged. Drizzle generates nothing more until "
                           "one of the two migrations is taken out and generated anew."))
                .setWhere(file.path);
        children.insert(parent, &file);
    }
}

QByteArray readSnapshotFile(const SnapshotFile &file)
{
    QFile opened(file.path);
    if (!opened.open(QIODevice::ReadOnly))
        throw Error(tr("%1 cannot be read.").arg(file.shown),
                    tr("Check that it is there, and its permissions."))
            .setWhere(file.path)
            .setDetail(opened.errorString());
    if (opened.size() > kMostBytes)
        throw Error(tr("%1 is larger than %2 and is not read.")
                        .arg(file.shown, QLocale().formattedDataSize(kMostBytes)),
                    tr("Check that this is the intended file."))
            .setWhere(file.path);
    return opened.readAll();
}

QString namesOf(const std::vector<SnapshotFile> &files)
{
    QStringList names;
    for (const SnapshotFile &file : files)
        names << file.name;
    return names.join(QStringLiteral(", "));
}

} // namespace arborist::migrations
