// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/file_watch.h"

#include "tests/stages/project.h"
#include <QSaveFile>
#include <QSignalSpy>
#include <QTest>
#include <cstdio>

using namespace arborist;
using stages::FileWatch;

/// What is told of a project's files, and what is not.
class FileWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsWhatChanged();
    void followsFilesThatAreReplaced();
    void followsLinks();
    void followsFilesBelow();
    void saysNothingWhereNothingIsDifferent();
    void changesItsMind();

private:
    void begin(FileWatch &watch, const QStringList &files = {});
    /// Everything told until the file is among it.
    bool tells(const QString &file);

    std::unique_ptr<Project> m_project;
    std::unique_ptr<QSignalSpy> m_told;
};

void FileWatchTest::init()
{
    m_project = std::make_unique<Project>();
    m_project->write(QStringLiteral(".env"), "A=1\n");
    m_project->write(QStringLiteral("arborist.toml"), "");
}

bool FileWatchTest::tells(const QString &file)
{
    return QTest::qWaitFor(
        [&] {
            while (!m_told->isEmpty()) {
                if (m_told->takeFirst().at(0).toStringList().contains(file))
                    return true;
            }
            return false;
        },
        60'000);
}

void FileWatchTest::begin(FileWatch &watch, const QStringList &files)
{
    m_told = std::make_unique<QSignalSpy>(&watch, &FileWatch::changed);
    QSignalSpy watching(&watch, &FileWatch::watching);
    watch.watch(m_project->path(), files);
    QVERIFY(watching.wait(60'000));
}

void FileWatchTest::tellsWhatChanged()
{
    FileWatch watch;
    begin(watch);
    m_project->write(QStringLiteral(".env"), "A=2\n");
    QVERIFY(tells(QStringLiteral(".env")));
    m_project->write(QStringLiteral(".env.staging"), "A=2\n");
    QVERIFY(tells(QStringLiteral(".env.staging")));
    m_project->write(QStringLiteral("arborist.lock"), "");
    QVERIFY(tells(QStringLiteral("arborist.lock")));
    QVERIFY(QFile::remove(m_project->path(QStringLiteral("arborist.toml"))));
    QVERIFY(tells(QStringLiteral("arborist.toml")));
}

void FileWatchTest::followsFilesThatAreReplaced()
{
    FileWatch watch;
    begin(watch);
    for (int i = 0; i < 4; ++i) {
        // As editors do it: a new file takes the name of the old one, or the old one moves away.
        if (i % 2 == 0) {
            QSaveFile file(m_project->path(QStringLiteral(".env")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("A=" + QByteArray::number(10 + i));
            QVERIFY(file.commit());
        } else {
            QVERIFY(std::rename(m_project->path(QStringLiteral(".env")).toUtf8().constData(),
                                m_project->path(QStringLiteral("env~")).toUtf8().constData()) == 0);
            m_project->write(QStringLiteral(".env"), "A=" + QByteArray::number(10 + i));
        }
        QVERIFY2(tells(QStringLiteral(".env")), qPrintable(QString::number(i)));
    }
}

void FileWatchTest::followsLinks()
{
    QVERIFY(QFile::remove(m_project->path(QStringLiteral(".env"))));
    m_project->write(QStringLiteral("secrets/env"), "A=1\n");
    QVERIFY(QFile::link(QStringLiteral("secrets/env"), m_project->path(QStringLiteral(".env"))));
    FileWatch watch;
    begin(watch);
    m_project->write(QStringLiteral("secrets/env"), "A=2\n");
    QVERIFY(tells(QStringLiteral(".env")));
    QSaveFile file(m_project->path(QStringLiteral("secrets/env")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("A=3\n");
    QVERIFY(file.commit());
    QVERIFY(tells(QStringLiteral(".env")));
}

void FileWatchTest::followsFilesBelow()
{
    m_project->write(QStringLiteral("backend/.env"), "A=1\n");
    FileWatch watch;
    begin(watch, {QStringLiteral("backend/.env")});
    m_project->write(QStringLiteral("backend/.env"), "A=2\n");
    QVERIFY(tells(QStringLiteral("backend/.env")));
}

void FileWatchTest::saysNothingWhereNothingIsDifferent()
{
    FileWatch watch;
    begin(watch);
    m_project->write(QStringLiteral(".env"), "A=1\n"); // the same
    m_project->write(QStringLiteral("notes.txt"), "x");
    m_project->write(QStringLiteral("arborist.toml"), "# last\n");
    QVERIFY(QTest::qWaitFor([this] { return !m_told->isEmpty(); }, 60'000));
    QCOMPARE(m_told->takeFirst().at(0).toStringList(),
             QStringList{QStringLiteral("arborist.toml")});
    QVERIFY(m_told->isEmpty());
}

void FileWatchTest::changesItsMind()
{
    FileWatch watch;
    begin(watch);
    const std::unique_ptr<Project> old = std::exchange(m_project, std::make_unique<Project>());
    begin(watch);
    old->write(QStringLiteral(".env"), "A=9\n");
    m_project->write(QStringLiteral(".env.x"), "A=1\n");
    QVERIFY(QTest::qWaitFor([this] { return !m_told->isEmpty(); }, 60'000));
    QCOMPARE(m_told->takeFirst().at(0).toStringList(), QStringList{QStringLiteral(".env.x")});
}

QTEST_GUILESS_MAIN(FileWatchTest)
#include "file_watch_test.moc"
