// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/file_lock.h"
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>

using namespace arborist;
using namespace std::chrono_literals;

/// The data folder and the locks in it.
class FileLockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void locksExcludeAndShare()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.lock"));
        FileLock first(path);
        FileLock second(path);
        QVERIFY(first.tryLock(FileLock::Mode::Shared));
        QVERIFY(second.tryLock(FileLock::Mode::Shared));
        QVERIFY(!second.lock(FileLock::Mode::Exclusive, 30ms));
        first.unlock();
        QVERIFY(second.tryLock(FileLock::Mode::Exclusive));
        QVERIFY(!first.tryLock(FileLock::Mode::Shared));
        second = FileLock(path);
        QVERIFY(first.tryLock(FileLock::Mode::Exclusive));
    }

    void waitingCanBeCancelled()
    {
        const QTemporaryDir folder;
        FileLock first(folder.filePath(QStringLiteral("a.lock")));
        FileLock second(folder.filePath(QStringLiteral("a.lock")));
        QVERIFY(first.tryLock(FileLock::Mode::Exclusive));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Error, second.lock(FileLock::Mode::Shared, 1h, stop.get_token()));
    }

    void theDataFolderIsMadePrivate()
    {
        const QTemporaryDir folder;
        const QString wanted = folder.filePath(QStringLiteral("a/b"));
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(wanted));
        QCOMPARE(dataFolder(), wanted);
        struct stat info {
        };
        QCOMPARE(::stat(QFile::encodeName(wanted).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, ::geteuid() == 0 ? 0711U : 0700U);
        qunsetenv("ARBORIST_DATA_DIR");
    }

    void aFileInItsPlaceIsNamed()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(file.fileName() + QStringLiteral("/data")));
        try {
            dataFolder();
            QFAIL("It was made");
        } catch (const Error &error) {
            QVERIFY(error.message().contains(file.fileName()));
            QVERIFY(error.hint().contains(QStringLiteral("ARBORIST_DATA_DIR")));
        }
        qunsetenv("ARBORIST_DATA_DIR");
    }
};

QTEST_APPLESS_MAIN(FileLockTest)
#include "file_lock_test.moc"
