// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/json_file.h"

#include "services/core/error.h"
#include "services/core/file_lock.h"
#include "services/core/whole_file.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace arborist {

namespace {

constexpr std::chrono::seconds kLockTime{5};

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonFile", text);
}

} // namespace

QJsonObject JsonFile::read() const
{
    QFile file(m_path);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        throw Error(tr("%1 cannot be read: %2.").arg(m_path, file.errorString()),
                    tr("Check the permissions of the file and its folder."))
            .setWhere(m_path);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        throw Error(tr("%1 is damaged: %2.")
                        .arg(m_path, error.error == QJsonParseError::NoError
                                         ? tr("it holds no object")
                                         : error.errorString()),
                    tr("Restore it from a backup, or move it away."))
            .setWhere(m_path);
    return document.object();
}

void JsonFile::update(const std::function<bool(QJsonObject &)> &change) const
{
    FileLock lock(m_path + QStringLiteral(".lock"));
    if (!lock.lock(FileLock::Mode::Exclusive, kLockTime))
        throw Error(tr("%1 is in use by another program.").arg(m_path),
                    tr("Try again in a moment."))
            .setWhere(m_path);
    QJsonObject content = read();
    if (change(content))
        write(content);
}

void JsonFile::write(const QJsonObject &content) const
{
    QSaveFile file(m_path);
    const bool done = file.open(QIODevice::WriteOnly) &&
                      file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                      file.write(QJsonDocument(content).toJson()) >= 0 && commitWhole(file);
    if (!done)
        throw Error(tr("%1 cannot be written: %2.").arg(m_path, file.errorString()),
                    tr("Check the permissions of %1 and the space on its disk.")
                        .arg(QFileInfo(m_path).path()))
            .setWhere(m_path);
}

} // namespace arborist
