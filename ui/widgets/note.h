// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QWidget>

namespace arborist {

class Label;
class StateGlyph;

/// A tinted block with a sign, a title and a sentence: a partial error above a view, what will be
/// lost, the way back.
class Note : public QWidget
{
    Q_OBJECT
public:
    explicit Note(QWidget *parent = nullptr);

    void setContent(Glyph glyph, Tone tone, const QString &title, const QString &text);
    /// The same with an icon of the theme as its sign.
    void setContent(const QString &iconName, Tone tone, const QString &title, const QString &text);
    /// A line of code below the text; empty hides it.
    void setCode(const QString &code);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setTexts(Tone tone, const QString &title, const QString &text);
    void changeEvent(QEvent *event) override;

    Tone m_tone = Tone::Muted;
    QString m_iconName;
    StateGlyph *m_glyph;
    Label *m_icon;
    Label *m_title;
    Label *m_text;
    Label *m_code;
};

} // namespace arborist
