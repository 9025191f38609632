// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QDateTime>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace arborist {

class IconDisc;
class Label;

/// Instead of a page's content after a failure: what happened (the server's words), what to do
/// (numbered, likeliest first), Retry, a second button, Copy details.
class ErrorState : public QWidget
{
    Q_OBJECT
public:
    explicit ErrorState(QWidget *parent = nullptr);

    /// `title`: "feature-rollups does not answer"; `subtitle`: last contact, what was changed.
    /// The hint's lines become the steps.
    void setError(const QString &title, const QString &subtitle, const Error &error,
                  const QDateTime &at);
    void setIconName(const QString &name);
    /// An empty text hides it.
    void setSecondButton(const QString &text);
    /// At the right of the buttons: "Next try in 12 s".
    void setFootnote(const QString &text);
    QString details() const { return m_details; }

Q_SIGNALS:
    void retryClicked();
    void secondClicked();

private:
    IconDisc *m_disc;
    Label *m_title;
    Label *m_subtitle;
    Label *m_what;
    QWidget *m_steps;
    QVBoxLayout *m_stepList;
    Label *m_stepsTitle;
    QPushButton *m_second;
    Label *m_footnote;
    QString m_details;
};

} // namespace arborist
