// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/dotenv.h"
#include <QHash>
#include <QString>
#include <optional>

namespace arborist::stages {

/// A variable and where it was found.
struct FoundVariable {
    QString value;
    QString origin; ///< "DB_CONNECTION_STRING in .env, line 2"
};

/// The .env files of one folder, each read once, and the variables of this process.
class EnvironmentFiles
{
public:
    explicit EnvironmentFiles(QString folder) : m_folder(std::move(folder)) {}

    const QString &folder() const { return m_folder; }
    /// A file by its name in the folder; nullptr if there is none. Throws Error if it cannot be
    /// read.
    const Dotenv *file(const QString &name);
    /// That text in place of the file's own; throws Error where it is no .env file.
    void put(const QString &name, const QString &text)
    {
        m_files.insert(name, Dotenv::parse(text, name));
    }
    /// Of that file; without a file of this process, else of .env. Empty values count as not set.
    std::optional<FoundVariable> find(const QString &variable, const QString &fileName = {});

private:
    QString m_folder;
    QHash<QString, std::optional<Dotenv>> m_files;
};

} // namespace arborist::stages
