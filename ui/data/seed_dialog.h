// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/seed_files.h"
#include "ui/data/data_requests.h"
#include "ui/operations/request_dialog.h"

class QCheckBox;

namespace arborist {

class TableChoice;

/// Asks which files of the project's seed are to be loaded, and whether their tables are to be
/// emptied first.
class SeedDialog : public RequestDialog
{
    Q_OBJECT
public:
    /// `command`: the project's own that fills a database; may be empty.
    SeedDialog(const stages::Stage &stage, const QString &command, QWidget *parent = nullptr);

    /// What the project has; the page reads it, off this thread. An empty folder: there is none.
    void setFiles(const QString &folder, const std::vector<data::SeedFile> &files);
    void setProblem(const QString &why);

    SeedWish wish() const;
    TableChoice &files() { return *m_files; }
    QCheckBox &fresh() { return *m_fresh; }

private:
    void check();

    QString m_problem;
    TableChoice *m_files;
    QCheckBox *m_fresh;
    QCheckBox *m_byCommand;
};

} // namespace arborist
