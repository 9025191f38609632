// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/task.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace arborist::migrations {

QString Task::key() const
{
    return progressKey(migration->id, isDown);
}

QString Task::hashOf(int statements) const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (int i = 0; i < statements && i < int(parts.statements.size()); ++i) {
        hash.addData(parts.statements[size_t(i)].text.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    return QString::fromLatin1(hash.result().toHex());
}

bool isDoneByOthers(const Task &task, bool isRecorded, operations::Run &run)
{
    if (isRecorded == task.isDown)
        return false;
    const QString text =
        task.isDown ? QCoreApplication::translate(
                          "MigrationRun", "%1 had been taken back by another run meanwhile.")
                    : QCoreApplication::translate("MigrationRun",
                                                  "%1 had been applied by another run meanwhile.");
    run.note(text.arg(task.migration->name));
    return true;
}

} // namespace arborist::migrations
