// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/stages/file_change.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest/qtest.h>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace arborist;
using namespace arborist::stages;

/// Files are replaced as a whole or not at all.
class FileChangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsModeAndLinks();
    void makesAndRemoves();
    void keepsAFewCopies();
    void refusesWhatChangedMeanwhile();
    void refusesHardLinks();
    void keepsTheOwner();
    void aFullDiskChangesNothing();
    void aReadOnlyFolderChangesNothing();
    void twoProgramsAtOnce();
    void encodings();

private:
    QString path(const QString &name = QStringLiteral(".env")) const
    {
        return m_folder->filePath(QStringLiteral("project/") + name);
    }
    void put(const QByteArray &bytes, const QString &name = QStringLiteral(".env")) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    QByteArray get(const QString &name = QStringLiteral(".env")) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    FileChange change(const FileContent &before, const FileContent &after,
                      const QString &name = QStringLiteral(".env")) const
    {
        return {path(name), name, before, after};
    }
    static mode_t modeOf(const QString &file)
    {
        struct stat status {
        };
        ::stat(file.toLocal8Bit().constData(), &status);
        return status.st_mode & 07777;
    }
    QStringList entries() const
    {
        return QDir(m_folder->filePath(QStringLiteral("project")))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void FileChangeTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("project")));
    qputenv("ARBORIST_DATA_DIR", m_folder->filePath(QStringLiteral("data")).toUtf8());
}

void FileChangeTest::keepsModeAndLinks()
{
    QVERIFY(QDir(path({})).mkpath(QStringLiteral("shared")));
    put("A=1\n", QStringLiteral("shared/env"));
    ::chmod(path(QStringLiteral("shared/env")).toLocal8Bit().constData(), 0640);
    QVERIFY(QFile::link(QStringLiteral("shared/env"), path(QStringLiteral("link"))));
    QVERIFY(QFile::link(QStringLiteral("link"), path()));
    applyChange(change("A=1\n", "A=2\n"));
    QVERIFY(QFileInfo(path()).isSymLink());
    QVERIFY(QFileInfo(path(QStringLiteral("link"))).isSymLink());
    QVERIFY(!QFileInfo(path(QStringLiteral("shared/env"))).isSymLink());
    QCOMPARE(get(QStringLiteral("shared/env")), QByteArray("A=2\n"));
    QCOMPARE(modeOf(path(QStringLiteral("shared/env"))), mode_t(0640));

    QVERIFY(QFile::remove(path()));
    QVERIFY(QFile::link(QStringLiteral("nowhere"), path()));
    QVERIFY_THROWS_EXCEPTION(Error, applyChange(change(std::nullopt, "A=2\n")));
}

void FileChangeTest::makesAndRemoves()
{
    applyChange(change(std::nullopt, "A=1\n"));
    QCOMPARE(get(), QByteArray("A=1\n"));
    QCOMPARE(modeOf(path()), mode_t(0600));
    applyChange(change("A=1\n", std::nullopt));
    QVERIFY(!QFileInfo::exists(path()));
    QVERIFY_THROWS_EXCEPTION(Error, applyChange(change("A=1\n", "A=2\n")));
    QVERIFY_THROWS_EXCEPTION(Error, applyChange(change(std::nullopt, "x", QStringLiteral("no/x"))));
}

void FileChangeTest::keepsAFewCopies()
{
    put("0");
    for (int i = 0; i < 14; ++i)
        applyChange(change(QByteArray::number(i), QByteArray::number(i + 1)));
    const QDir backups(dataFolder() + QStringLiteral("/file-backups"));
    const QStringList kept = backups.entryList(QDir::Files | QDir::Hidden, QDir::Name);
    QVERIFY(kept.size() <= 10);
    QVERIFY(!kept.isEmpty());
    QFile last(backups.filePath(kept.last()));
    QVERIFY(last.open(QIODevice::ReadOnly));
    QCOMPARE(last.readAll(), QByteArray("13"));
    QCOMPARE(modeOf(last.fileName()), mode_t(0600));
    QCOMPARE(modeOf(backups.path()), mode_t(0700));
    QCOMPARE(entries(), QStringList{QStringLiteral(".env")});
}

void FileChangeTest::refusesWhatChangedMeanwhile()
{
    put("A=9\n");
    try {
        applyChange(change("A=1\n", "A=2\n"));
        QFAIL("no error");
    } catch (const Error &error) {
        QCOMPARE(error.kind(), ErrorKind::Refused);
        QVERIFY(error.message().contains(u".env"));
    }
    QCOMPARE(get(), QByteArray("A=9\n"));
    QVERIFY_THROWS_EXCEPTION(Error, applyChange(change(std::nullopt, "A=2\n")));
    QCOMPARE(get(), QByteArray("A=9\n"));
}

void FileChangeTest::refusesHardLinks()
{
    put("A=1\n");
    QCOMPARE(::link(path().toLocal8Bit().constData(),
                    path(QStringLiteral("other")).toLocal8Bit().constData()),
             0);
    QVERIFY_THROWS_EXCEPTION(Error, applyChange(change("A=1\n", "A=2\n")));
    QCOMPARE(get(), QByteArray("A=1\n"));
}

void FileChangeTest::keepsTheOwner()
{
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    put("A=1\n");
    QCOMPARE(::chown(path().toLocal8Bit().constData(), 65534, 65533), 0);
    applyChange(change("A=1\n", "A=2\n"));
    struct stat status {
    };
    QCOMPARE(::stat(path().toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_uid, uid_t(65534));
    QCOMPARE(status.st_gid, gid_t(65533));
}

void FileChangeTest::aFullDiskChangesNothing()
{
    put("A=1\n");
    const QByteArray large("A=" + QByteArray(200'000, 'x') + '\n');
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{4096, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    std::optional<Error> error;
    try {
        applyChange(change("A=1\n", large));
    } catch (const Error &thrown) {
        error = thrown;
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(error);
    QVERIFY(error->message().contains(u".env"));
    QVERIFY(!error->hint().isEmpty());
    QCOMPARE(get(), QByteArray("A=1\n"));
    QCOMPARE(entries(), QStringList{QStringLiteral(".env")}); // no half file is left
    applyChange(change("A=1\n", large));
    QCOMPARE(get(), large);
}

void FileChangeTest::aReadOnlyFolderChangesNothing()
{
    put("A=1\n");
    const QByteArray folder = QFileInfo(path()).path().toLocal8Bit();
    const bool root = ::geteuid() == 0;
    if (root) {
        for (const QString &place : {m_folder->path(), QFileInfo(path()).path(), path()})
            QCOMPARE(::chown(place.toLocal8Bit().constData(), 65534, 65534), 0);
        QCOMPARE(::setegid(65534), 0);
        QCOMPARE(::seteuid(65534), 0);
    }
    ::chmod(folder.constData(), 0500);
    std::optional<Error> error;
    try {
        applyChange(change("A=1\n", "A=2\n"));
    } catch (const Error &thrown) {
        error = thrown;
    }
    ::chmod(folder.constData(), 0700);
    if (root) {
        QCOMPARE(::seteuid(0), 0);
        QCOMPARE(::setegid(0), 0);
    }
    QVERIFY(error);
    QVERIFY2(error->hint().contains(QFileInfo(path()).path()), qPrintable(error->hint()));
    QCOMPARE(get(), QByteArray("A=1\n"));
}

/// Each adds its lines one by one, reading again whenever the other one was faster: no line is
/// lost, and no reader sees half of one.
void FileChangeTest::twoProgramsAtOnce()
{
    put("");
    constexpr int lines = 40;
    const pid_t child = ::fork();
    const QByteArray mark = child == 0 ? "child\n" : "parent\n";
    bool fine = true;
    for (int i = 0; i < lines && fine;) {
        try {
            const FileContent before = readContent(path(), QStringLiteral(".env"));
            fine = before && (before->isEmpty() || before->endsWith('\n'));
            applyChange(change(before, *before + mark));
            ++i;
        } catch (const Error &error) {
            fine = error.kind() == ErrorKind::Refused;
        }
    }
    if (child == 0)
        ::_exit(fine ? 0 : 1);
    int status = 1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(fine);
    QCOMPARE(status, 0);
    QCOMPARE(get().count("parent\n"), lines);
    QCOMPARE(get().count("child\n"), lines);
    QCOMPARE(get().count('\n'), 2 * lines);
}

void FileChangeTest::encodings()
{
    for (const QByteArray &bytes : {QByteArray("A=gr\xF6\xDF"
                                               "e\r\n"),
                                    QByteArray("\xEF\xBB\xBF"
                                               "A=1\r\n"),
                                    QByteArray("A=\xE2\x9C\x93"), QByteArray()})
        QCOMPARE(*encodeContent(decodeContent(bytes), bytes), bytes);
    const QByteArray latin1("gr\xF6\xDF"
                            "e");
    QCOMPARE(*encodeContent(QStringLiteral("Größe"), latin1), QByteArray("Gr\xF6\xDF"
                                                                         "e"));
    QVERIFY_THROWS_EXCEPTION(Error, encodeContent(QStringLiteral("✓"), latin1));
}

QTEST_GUILESS_MAIN(FileChangeTest)
#include "file_change_test.moc"
