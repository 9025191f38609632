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

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Muted;
    StateGlyph *m_glyph;
    Label *m_title;
    Label *m_text;
};

} // namespace arborist
