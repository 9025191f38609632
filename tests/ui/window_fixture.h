// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/openers.h"
#include "tests/support/test_cluster.h"
#include "ui/shell/main_window.h"
#include <QProcess>
#include <QTemporaryDir>
#include <memory>

class QPushButton;

namespace arborist {

/// A project folder with the stages local, staging (protected) and broken (nothing answers there),
/// on databases of a throw-away cluster.
class ProjectFolder
{
public:
    explicit ProjectFolder(TestCluster &cluster);

    QString path() const { return m_folder.path(); }

private:
    void write(const QString &name, const QByteArray &text);

    QTemporaryDir m_folder;
};

/// What the window needs of a test program: its look, a data folder of the test's own, none of the
/// variables that would lead elsewhere, and no connections on this thread.
void setUpWindowTest(const QTemporaryDir &folder);

/// What tests of a project in the window begin with: a cluster for all of them, a fresh project and
/// a fresh data folder for each.
class ProjectFixture
{
public:
    /// Once; with the databases tracker_local, tracker_staging and tracker_new.
    ProjectFixture();
    void reset();

    QString folder() const { return m_project->path(); }
    QString path(const QString &name) const { return folder() + u'/' + name; }
    /// In a folder of the test's own, beside the project and as fresh.
    QString beside(const QString &name) const { return m_home->filePath(name); }
    QByteArray read(const QString &name) const;
    /// As editors do: a new file in place of the old one.
    void replace(const QString &name, const QByteArray &text) const;
    /// Rewrites .env: the stage local leads to another database.
    void pointLocalTo(const char *database) const;
    QString url(const char *database) const;
    void psql(const char *sql) const;
    /// In one of the databases; what it says, without the last line's end.
    QByteArray psqlIn(const char *database, const QByteArray &sql) const;
    /// Locks a table against everybody until the object is gone.
    std::unique_ptr<QProcess> hold(const char *database, const char *table) const;

private:
    TestCluster m_cluster;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<ProjectFolder> m_project;
};

/// The button of that text, "&" aside; nullptr if there is none.
QPushButton *buttonIn(QWidget &widget, const char *text);
/// All that its labels say.
QString textIn(QWidget &widget);

/// The real window with its pages on a session of its own.
class WindowFixture
{
public:
    WindowFixture();
    ~WindowFixture();

    void open(const QString &place);
    /// Until every stage has been looked at.
    void waitForChecks();
    /// Closes and destroys the window, as at the end of the program.
    void close();

    Session session;
    std::unique_ptr<MainWindow> window;
};

} // namespace arborist
