// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QWidget>

class QPushButton;

namespace arborist {

class Label;
class StateGlyph;

/// A line over the tree that says what it is limited to, or what went wrong, with a button that
/// ends it. Hidden while it has nothing to say.
class FilterStrip : public QWidget
{
    Q_OBJECT
public:
    explicit FilterStrip(QWidget *parent = nullptr);

    void showLimit(const QString &text, const QString &button);
    /// What has just been done; without a button if its text is empty.
    void showDone(const QString &text, const QString &button);
    /// Something to be decided: `action` opens it, `button` puts it off.
    void showChoice(const QString &text, const QString &action, const QString &button);
    void showProblem(const QString &text, const QString &toolTip, const QString &button);
    void clear();
    QString text() const;

Q_SIGNALS:
    void clicked();
    void actionClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void set(Tone tone, const QString &text, const QString &button, const QString &action = {});

    Tone m_tone = Tone::Info;
    StateGlyph *m_glyph;
    Label *m_text;
    QPushButton *m_action;
    QPushButton *m_button;
};

} // namespace arborist
