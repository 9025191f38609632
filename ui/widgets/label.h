// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "ui/style/metrics.h"
#include <QLabel>

namespace arborist {

/// A label whose font and colour are given by meaning and follow desktop changes. May shorten its
/// text; the tooltip then holds all of it.
class Label : public QLabel
{
    Q_OBJECT
public:
    explicit Label(FontRole role, Tone tone = Tone::Plain, QWidget *parent = nullptr);

    void setTone(Tone tone);
    void setElide(Qt::TextElideMode mode);
    void setFullText(const QString &text); ///< sets text, and tooltip where it may be shortened

    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void dress();

    FontRole m_role;
    Tone m_tone;
    Qt::TextElideMode m_elide = Qt::ElideNone;
    bool m_dressing = false;
};

} // namespace arborist
