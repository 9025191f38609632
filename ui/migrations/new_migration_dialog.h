// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace arborist {

/// Asks how a new migration is to be called. Nothing is made here: a plan, or the project's own
/// command, comes after it.
class NewMigrationDialog : public QDialog
{
    Q_OBJECT
public:
    struct Texts {
        QString title;
        QString sentence;
        QString code;   ///< the command that will run; empty hides it
        QString action; ///< "Review…"
    };

    /// `nameNeeded`: there has to be one; `downOffered`: asks for a script for the way back.
    NewMigrationDialog(const Texts &texts, bool nameNeeded, bool downOffered,
                       QWidget *parent = nullptr);

    QString name() const;
    void setName(const QString &name);
    bool withDown() const;

private:
    QLineEdit *m_name;
    QCheckBox *m_down;
    QPushButton *m_accept;
};

} // namespace arborist
