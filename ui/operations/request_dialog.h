// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/stage.h"
#include <QDialog>

class QFormLayout;
class QPushButton;
class QVBoxLayout;

namespace arborist {

class Label;

/// What the dialogs before plans have in common: the stage, what is asked,
/// some fields, a list, what is still missing. Nothing is done here: a plan comes after it.
class RequestDialog : public QDialog
{
    Q_OBJECT
public:
    RequestDialog(const stages::Stage &stage, const QString &title, const QString &sentence,
                  QWidget *parent = nullptr);

    const stages::Stage &stage() const { return m_stage; }
    /// Why it cannot be accepted; empty: it can.
    QString hindrance() const;
    /// For what the page finds out while the dialog is open.
    void setSentence(const QString &sentence);

protected:
    bool event(QEvent *event) override;
    QFormLayout &form() { return *m_form; }
    /// Between the fields and the buttons.
    QVBoxLayout &content() { return *m_content; }
    void setHindrance(const QString &why);

private:
    stages::Stage m_stage;
    Label *m_sentence;
    QFormLayout *m_form;
    QVBoxLayout *m_content;
    Label *m_hindrance;
    QPushButton *m_accept;
};

} // namespace arborist
