// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/file_lock.h"
#include "services/stages/file_change.h"
#include "services/stages/fingerprint_store.h"
#include "services/stages/lock_text.h"
#include <QCoreApplication>
#include <QDir>

namespace arborist::stages {

namespace {

constexpr std::chrono::seconds kLockTime{5};

template <typename Edit> void editLockFile(const QString &folder, Edit edit)
{
    FileChange change;
    change.shownName = QStringLiteral("arborist.lock");
    change.path = QDir(folder).filePath(change.shownName);
    // From the reading to the writing: nobody's record gets lost between them.
    FileLock lock(dataFolder() + QStringLiteral("/arborist-lock.lock"));
    if (!lock.lock(FileLock::Mode::Exclusive, kLockTime))
        throw Error(QCoreApplication::translate("LockFile", "%1 is in use by another program.")
                        .arg(change.path),
                    QCoreApplication::translate("LockFile", "Try again in a moment."))
            .setWhere(change.path);
    change.before = readContent(change.path, change.shownName);
    const QString before = decodeContent(change.before);
    const QString after = edit(before);
    if (after == before)
        return;
    change.after = encodeContent(after, change.before);
    applyChange(change);
}

} // namespace

void writeLockRecord(const QString &folder, const FingerprintRecord &record)
{
    editLockFile(folder, [&record](const QString &text) { return withLockRecord(text, record); });
}

void removeLockRecord(const QString &folder, const QString &stage)
{
    editLockFile(folder, [&stage](const QString &text) { return withoutLockRecord(text, stage); });
}

} // namespace arborist::stages
