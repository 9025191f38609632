// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/embedded_server.h"
#include <QByteArray>
#include <QString>

namespace arborist::demo {

/// The demo's project folder on disk.
class DemoFolder
{
public:
    explicit DemoFolder(const QString &path) : m_path(path) {}

    /// Writes what is missing, and .env files that lead to another server. What people changed
    /// stays, unless the folder is of another `version` of the demo. Throws Error.
    void write(const postgres::EmbeddedServer &server, int version) const;
    void writeManifest(const QString &stage, const QByteArray &json) const;

private:
    void writeFile(const QString &name, const QByteArray &content) const;
    QByteArray readFile(const QString &name) const;

    QString m_path;
};

} // namespace arborist::demo
