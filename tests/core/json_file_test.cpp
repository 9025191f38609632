// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/json_file.h"

#include "services/core/error.h"
#include <QFileInfo>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

using namespace arborist;

class JsonFileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// A content that fits into a buffer is written at the very end.
    void fullDiskLeavesItAsItWas()
    {
        QTemporaryDir folder;
        const JsonFile file(folder.filePath(QStringLiteral("a.json")));
        file.update([](QJsonObject &content) {
            content[QStringLiteral("a")] = 1;
            return true;
        });
        rlimit old{};
        QVERIFY(::getrlimit(RLIMIT_FSIZE, &old) == 0);
        const rlimit small{8, old.rlim_max};
        ::signal(SIGXFSZ, SIG_IGN);
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
        bool failed = false;
        try {
            file.update([](QJsonObject &content) {
                content[QStringLiteral("b")] = 2;
                return true;
            });
        } catch (const Error &) {
            failed = true;
        }
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &old) == 0);
        ::signal(SIGXFSZ, SIG_DFL);
        QVERIFY(failed);
        QCOMPARE(file.read(), QJsonObject({{QStringLiteral("a"), 1}}));
    }
};

QTEST_GUILESS_MAIN(JsonFileTest)
#include "json_file_test.moc"
