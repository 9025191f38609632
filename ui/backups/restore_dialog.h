// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive.h"
#include "services/backup/manifest.h"
#include "ui/backups/backup_requests.h"
#include "ui/operations/request_dialog.h"

class QCheckBox;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace arborist {

class InspectorTable;
class PathField;

/// A dump that has been looked through.
struct InspectedDump {
    backup::Archive archive;
    std::optional<backup::Manifest> manifest;
};

/// Asks where a dump is to be restored to, once it has been looked through.
class RestoreDialog : public RequestDialog
{
    Q_OBJECT
public:
    /// `file` may be empty: it is asked for. `keepDays`: for how long the old database is kept.
    RestoreDialog(const stages::Stage &stage, const QString &file, int keepDays,
                  QWidget *parent = nullptr);

    /// What was found in file(); the page looks, off this thread.
    void setDump(const InspectedDump &dump);
    void setProblem(const QString &why);

    RestoreWish wish() const;
    PathField &file() { return *m_file; }
    QRadioButton &overStage() { return *m_over; }
    QRadioButton &inPlace() { return *m_inPlace; }
    QRadioButton &intoNew() { return *m_intoNew; }
    QLineEdit &newName() { return *m_name; }
    QCheckBox &noOwner() { return *m_noOwner; }
    QCheckBox &cascades() { return *m_cascades; }

Q_SIGNALS:
    void fileChosen(const QString &file); ///< is to be looked through

private:
    void fileEntered();
    void check();

    QString m_looked; ///< the file that is shown, or being read
    QString m_problem;
    PathField *m_file;
    InspectorTable *m_facts;
    QRadioButton *m_over;
    QRadioButton *m_inPlace;
    QRadioButton *m_intoNew;
    QLineEdit *m_name;
    QCheckBox *m_noOwner;
    QCheckBox *m_cascades;
    QSpinBox *m_jobs;
};

} // namespace arborist
