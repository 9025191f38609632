// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/backups/backup_requests.h"
#include "ui/operations/request_dialog.h"

class QComboBox;
class QSpinBox;

namespace arborist {

/// Asks how a backup is to be made.
class BackupDialog : public RequestDialog
{
    Q_OBJECT
public:
    BackupDialog(const stages::Stage &stage, const QString &folder, QWidget *parent = nullptr);

    BackupWish wish() const;
    QComboBox &form() { return *m_form; }
    QComboBox &compression() { return *m_compression; }
    QSpinBox &jobs() { return *m_jobs; }

private:
    void formChosen();

    QComboBox *m_form;
    QComboBox *m_compression;
    QSpinBox *m_jobs;
    Label *m_about;
};

} // namespace arborist
