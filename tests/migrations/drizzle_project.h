// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include "services/operations/undo.h"
#include "tests/migrations/npm_packages.h"
#include "tests/migrations/project.h"
#include <QDirIterator>
#include <QMap>

namespace arborist::migrations {

/// drizzle-kit with its drizzle-orm, as test data names it: "0.31.11", "1.0.0-rc.5".
inline QString drizzlePackages(bool isV1)
{
    return npmPackages(
        isV1 ? QStringList{QStringLiteral("drizzle-kit@1.0.0-rc.5"),
                           QStringLiteral("drizzle-orm@1.0.0-rc.5"), QStringLiteral("pg@8")}
             : QStringList{QStringLiteral("drizzle-kit@0.31.11"),
                           QStringLiteral("drizzle-orm@0.45.4"), QStringLiteral("pg@8")});
}

/// Makes the project one of drizzle-kit: configuration, models, packages.
inline void fillDrizzleProject(const Project &project, const QString &packages,
                               const QByteArray &models, const QByteArray &config = {})
{
    project.write(QStringLiteral("package.json"), R"({"private": true, "type": "module"})");
    project.write(QStringLiteral("drizzle.config.ts"),
                  "import { defineConfig } from 'drizzle-kit';\n"
                  "export default defineConfig({ dialect: 'postgresql', schema: './schema.ts', "
                  "out: './drizzle', dbCredentials: { url: process.env.DB_CONNECTION_STRING! }, " +
                      config + "});\n");
    project.write(QStringLiteral("schema.ts"),
                  "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n" + models);
    QFile::link(packages + QStringLiteral("/node_modules"),
                project.path(QStringLiteral("node_modules")));
}

/// What drizzle-kit of the project says; both of its outputs.
inline QByteArray drizzleKit(const Project &project, const QStringList &arguments)
{
    return runProgram(
               project.path(), QStringLiteral("node"),
               QStringList{project.path(QStringLiteral("node_modules/drizzle-kit/bin.cjs"))} +
                   arguments)
        .output;
}

/// Runs it as a front end does, on the workspace's only stage.
inline Report executeIn(const Project &project, const operations::PlannedOperationPtr &operation,
                        const QString &undoes = {})
{
    const stages::Workspace workspace = project.workspace();
    operations::Order order;
    order.workspace = &workspace;
    order.stage = &workspace.stages().front();
    order.workspaceKey = workspace.folder();
    order.undoes = undoes;
    order.consent.yes = true;
    OperationContext context;
    return operations::execute(*operation, order, context);
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
}

/// All files below a folder with their contents, by path.
inline QMap<QString, QByteArray> contentsBelow(const QString &folder)
{
    QMap<QString, QByteArray> all;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        all.insert(QDir(folder).relativeFilePath(path), contentOf(path));
    }
    return all;
}

} // namespace arborist::migrations
