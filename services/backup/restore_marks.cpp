// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_marks.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/private_folder.h"
#include <QCoreApplication>
#include <QDir>
#include <unistd.h>

namespace arborist::backup {

namespace {

QString folder()
{
    return dataFolder() + QStringLiteral("/swaps");
}

} // namespace

RestoreMark::RestoreMark(QString run) : m_run(std::move(run))
{
    makePrivateFolder(folder());
    QFile file(folder() + u'/' + m_run);
    if (!file.open(QIODevice::WriteOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        ::fsync(file.handle()) != 0)
        throw Error(
            QCoreApplication::translate("Restore", "%1 cannot be written.").arg(file.fileName()))
            .setDetail(file.errorString());
}

RestoreMark::~RestoreMark()
{
    if (!m_leave)
        remove(m_run);
}

QStringList RestoreMark::all()
{
    return QDir(folder()).entryList(QDir::Files, QDir::Name);
}

void RestoreMark::remove(const QString &run)
{
    QFile::remove(folder() + u'/' + run);
}

} // namespace arborist::backup
