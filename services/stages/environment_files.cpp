// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/environment_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace arborist::stages {

const Dotenv *EnvironmentFiles::file(const QString &name)
{
    auto it = m_files.find(name);
    if (it == m_files.end()) {
        std::optional<Dotenv> read;
        const QString path = QDir(m_folder).filePath(name);
        // .env may also be a folder (a Python environment) or a pipe that a program would feed.
        if (QFileInfo(path).isFile())
            read = Dotenv::read(path, name);
        it = m_files.insert(name, std::move(read));
    }
    return *it ? &**it : nullptr;
}

std::optional<FoundVariable> EnvironmentFiles::find(const QString &variable,
                                                    const QString &fileName)
{
    if (fileName.isEmpty()) {
        const std::optional<QString> value = Dotenv::processVariable(variable);
        if (value && !value->trimmed().isEmpty())
            return FoundVariable{value->trimmed(), QCoreApplication::translate(
                                                       "EnvironmentFiles", "%1 in the environment")
                                                       .arg(variable)};
    }
    const QString name = fileName.isEmpty() ? QStringLiteral(".env") : fileName;
    const Dotenv *dotenv = file(name);
    const DotenvValue *value = dotenv ? dotenv->find(variable) : nullptr;
    if (!value || value->value.trimmed().isEmpty())
        return std::nullopt;
    return FoundVariable{value->value.trimmed(),
                         QCoreApplication::translate("EnvironmentFiles", "%1 in %2, line %3")
                             .arg(variable, name, QString::number(value->line))};
}

} // namespace arborist::stages
