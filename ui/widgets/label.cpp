// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include "ui/style/theme.h"
#include <QEvent>
#include <QPainter>

namespace arborist {

Label::Label(FontRole role, Tone tone, QWidget *parent) : QLabel(parent), m_role(role), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    dress();
}

void Label::setTone(Tone tone)
{
    m_tone = tone;
    dress();
}

void Label::setElide(Qt::TextElideMode mode)
{
    m_elide = mode;
    updateGeometry();
    update();
}

void Label::setFullText(const QString &text)
{
    setText(text);
    if (m_elide != Qt::ElideNone) {
        setToolTip(text);
    }
}

QSize Label::minimumSizeHint() const
{
    QSize size = QLabel::minimumSizeHint();
    if (m_elide != Qt::ElideNone) {
        size.setWidth(0);
    }
    return size;
}

void Label::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange) {
        dress();
    }
}

void Label::paintEvent(QPaintEvent *event)
{
    if (m_elide == Qt::ElideNone) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setPen(
        palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, QPalette::WindowText));
    painter.drawText(contentsRect(), int(alignment()),
                     fontMetrics().elidedText(text(), m_elide, contentsRect().width()));
}

void Label::dress()
{
    if (m_dressing) {
        return;
    }
    m_dressing = true;
    const QColor colour = Theme::current().textIn(m_tone);
    if (palette().color(QPalette::Normal, QPalette::WindowText) != colour) {
        QPalette own;
        // Selectable labels draw with Text, others with WindowText.
        for (const auto role : {QPalette::WindowText, QPalette::Text}) {
            own.setColor(QPalette::Active, role, colour);
            own.setColor(QPalette::Inactive, role, colour);
        }
        setPalette(own);
    }
    setFont(fontFor(m_role));
    m_dressing = false;
}

} // namespace arborist
