// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QWidget>

namespace arborist {

class Label;
class StateGlyph;

/// A quiet note in the jobs bar that stays until somebody has seen to it.
class JobsNote : public QWidget
{
    Q_OBJECT
public:
    explicit JobsNote(QWidget *parent = nullptr);

    void setText(const QString &text, Glyph glyph);
    QString text() const;

Q_SIGNALS:
    void opened();
    void dismissed();

private:
    StateGlyph *m_glyph;
    Label *m_text;
};

} // namespace arborist
