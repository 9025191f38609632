// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/openers.h"
#include "tests/support/test_cluster.h"
#include "ui/shell/main_window.h"
#include <QTemporaryDir>
#include <memory>

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
