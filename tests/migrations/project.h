// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <stdexcept>

namespace arborist::migrations {

/// A project folder that a test fills.
class Project
{
public:
    Project()
    {
        write(QStringLiteral(".env"), "DB_CONNECTION_STRING=postgresql://localhost/none\n");
    }

    QString path(const QString &name = {}) const { return m_folder.filePath(name); }

    void write(const QString &name, const QByteArray &text) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            throw std::runtime_error(qPrintable(path + QStringLiteral(": ") + file.errorString()));
    }
    void remove(const QString &name) const { QFile::remove(m_folder.filePath(name)); }

    stages::Workspace workspace() const { return stages::Workspace::open(m_folder.path()); }
    std::vector<MigrationSet> sets() const { return readSets(workspace()); }
    /// The only one.
    MigrationSet set() const
    {
        std::vector<MigrationSet> found = sets();
        if (found.size() != 1)
            throw std::runtime_error("the project has " + std::to_string(found.size()) + " sets");
        return found.front();
    }

private:
    QTemporaryDir m_folder;
};

/// One entry of a journal.
struct TestEntry {
    QByteArray tag;
    qint64 when = 0;
    QByteArray sql;
};

/// Writes a folder as drizzle-kit 0.31 does, with a chain of snapshots.
inline void writeDrizzle(const Project &project, const std::vector<TestEntry> &entries,
                         const QString &folder = QStringLiteral("drizzle"))
{
    QByteArray journal = R"({"version":"7","dialect":"postgresql","entries":[)";
    QByteArray parent = "00000000-0000-0000-0000-000000000000";
    int idx = 0;
    for (const TestEntry &entry : entries) {
        const QByteArray tag =
            QJsonDocument(QJsonArray{QString::fromUtf8(entry.tag)}).toJson(QJsonDocument::Compact);
        journal += idx == 0 ? "\n" : ",\n";
        journal += R"({"idx":)" + QByteArray::number(idx) + R"(,"version":"7","when":)" +
                   QByteArray::number(entry.when) + R"(,"tag":)" + tag.mid(1, tag.size() - 2) +
                   R"(,"breakpoints":true})";
        project.write(folder + u'/' + QString::fromUtf8(entry.tag) + QStringLiteral(".sql"),
                      entry.sql);
        const QByteArray id = "id-" + QByteArray::number(idx);
        project.write(folder + QStringLiteral("/meta/") +
                          QString::fromUtf8(entry.tag.split('_').first()) +
                          QStringLiteral("_snapshot.json"),
                      R"({"id":")" + id + R"(","prevId":")" + parent +
                          R"(","version":"7","dialect":"postgresql","tables":{}})");
        parent = id;
        ++idx;
    }
    project.write(folder + QStringLiteral("/meta/_journal.json"), journal + "]}");
}

/// Codes of problems, with the migration they are about: "skipped 0002_b".
inline QStringList codes(const std::vector<Problem> &problems)
{
    QStringList found;
    for (const Problem &problem : problems)
        found.append(problem.migration.isEmpty() ? problem.code
                                                 : problem.code + u' ' + problem.migration);
    return found;
}

} // namespace arborist::migrations
