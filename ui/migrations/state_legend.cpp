// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/state_legend.h"

#include "models/migrations/state_look.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/state_glyph.h"
#include <QPainter>

namespace arborist {

StateLegend::StateLegend(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Legend"));
}

void StateLegend::setStates(std::vector<migrations::State> states)
{
    m_states = std::move(states);
    QStringList words;
    for (const migrations::State state : m_states)
        words << QStringLiteral("%1: %2").arg(state_look::word(state), state_look::meaning(state));
    setToolTip(words.join(u'\n'));
    setAccessibleDescription(words.join(u' '));
    update();
}

QSize StateLegend::sizeHint() const
{
    return {px(200), px(25)};
}

void StateLegend::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.window);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetrics metrics = painter.fontMetrics();
    int x = px(12);
    for (const migrations::State state : m_states) {
        const QString word = state_look::word(state);
        const int needed = px(18) + metrics.horizontalAdvance(word);
        if (x + needed > width() - px(8))
            break; // the tooltip has them all
        paintGlyph(painter, QRectF(x, 1, px(12), height() - 1), state_look::glyph(state));
        painter.setPen(theme.text2);
        painter.drawText(QRect(x + px(18), 1, needed, height() - 1),
                         Qt::AlignLeft | Qt::AlignVCenter, word);
        x += needed + px(18);
    }
}

} // namespace arborist
