// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest/qtest.h>

namespace arborist {

using stages::Stage;
using stages::Workspace;

/// A project folder for one test.
class Project
{
public:
    void write(const QString &name, const QByteArray &text) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QString path(const QString &name = {}) const
    {
        const QString root = QFileInfo(m_folder.path()).canonicalFilePath();
        return name.isEmpty() ? root : root + u'/' + name;
    }
    Workspace open() const { return Workspace::open(m_folder.path()); }

private:
    QTemporaryDir m_folder;
};

inline QStringList names(const Workspace &workspace)
{
    QStringList list;
    for (const Stage &stage : workspace.stages())
        list.append(stage.name);
    return list;
}

/// The error that opening the project gives.
inline Error failure(const Project &project)
{
    try {
        project.open();
    } catch (const Error &error) {
        return error;
    }
    return Error(QStringLiteral("no error"));
}

/// Takes away the variables that would name a stage or a database of whoever runs the tests.
inline void clearEnvironment()
{
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING",
                             "SOURCE_DB_CONNECTION_STRING", "DATABASE_URL", "POSTGRES_URL",
                             "PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGSERVICE"})
        qunsetenv(name);
    qputenv("ARBORIST_LOOPBACK_ONLY", "1");
}

} // namespace arborist
