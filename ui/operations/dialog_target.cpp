// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/dialog_target.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/stage_chip.h"
#include "ui/widgets/state_glyph.h"
#include <QPainter>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kGap = 24;
constexpr int kSign = metrics::icon + 6;

ChipLook lookOf(const stages::Stage &stage)
{
    return {stage.name, stage.colour, stage.isProtected || stage.readOnly, stage.isProtected};
}

} // namespace

DialogTarget::DialogTarget(const ShownPlan &shown, QWidget *parent)
    : QWidget(parent),
      m_stage(shown.stage)
{
    setFixedHeight(px(metrics::targetBar));
    const PlanTarget &target = shown.plan.target;
    m_parts.push_back({target.host.isEmpty() ? tr("local socket") : target.host,
                       QStringLiteral("network-server")});
    m_parts.push_back({target.database, QStringLiteral("server-database"), Glyph::None, false, 2});
    if (!shown.serverVersion.isEmpty()) {
        m_parts.push_back(
            {QStringLiteral("PostgreSQL ") + shown.serverVersion, {}, Glyph::None, true, 1});
    }
    if (!shown.fingerprintText.isEmpty())
        m_parts.push_back({shown.fingerprintText, {}, shown.fingerprintGlyph});
    setAccessibleName(summary());
    setToolTip(target.fingerprint.isEmpty()
                   ? summary()
                   : summary() + QStringLiteral(", ") + target.fingerprint);
}

QString DialogTarget::summary() const
{
    QStringList texts{m_stage.isProtected ? tr("Target %1, protected").arg(m_stage.name)
                                          : tr("Target %1").arg(m_stage.name)};
    for (const Part &part : m_parts)
        texts << part.text;
    return texts.join(QStringLiteral(", "));
}

QSize DialogTarget::sizeHint() const
{
    return {px(600), px(metrics::targetBar)};
}

int DialogTarget::widthOf(const Part &part) const
{
    const QFontMetrics fm(fontFor(FontRole::Body));
    const bool sign = part.glyph != Glyph::None || !part.icon.isEmpty();
    return fm.horizontalAdvance(part.text) + 2 + (sign ? px(kSign) : 0);
}

int DialogTarget::neededWidth() const
{
    int sum = 2 * px(metrics::pageMargin) + chipSize(lookOf(m_stage)).width();
    for (const Part &part : m_parts) {
        if (part.shown)
            sum += widthOf(part) + px(kGap);
    }
    return sum;
}

void DialogTarget::layOut()
{
    for (Part &part : m_parts)
        part.shown = true;
    for (int number = 1; number <= 2 && neededWidth() > width(); ++number) {
        for (Part &part : m_parts)
            part.shown = part.shown && part.dropped != number;
    }
    const int top = m_stage.isProtected ? 0 : px(3);
    int x = px(metrics::pageMargin) + chipSize(lookOf(m_stage)).width() + px(18);
    for (Part &part : m_parts) {
        if (!part.shown)
            continue;
        const int room = std::max(0, width() - px(metrics::pageMargin) - x);
        part.place = QRect(x, top, std::min(widthOf(part), room), height() - top - 1);
        x += widthOf(part) + px(kGap);
    }
    update();
}

void DialogTarget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void DialogTarget::paintPart(QPainter &painter, const Part &part) const
{
    const Theme &theme = Theme::current();
    const bool red = m_stage.isProtected;
    QRect rect = part.place;
    const int size = px(metrics::icon);
    const QRect sign(rect.left(), rect.top() + (rect.height() - size) / 2, size, size);
    if (part.glyph != Glyph::None) {
        if (red)
            paintInvertedGlyph(painter, sign, part.glyph, theme.protectedBar);
        else
            paintGlyph(painter, sign, part.glyph);
    } else if (!part.icon.isEmpty()) {
        painter.drawPixmap(sign.topLeft(),
                           iconPixmap(part.icon, size, red ? theme.protectedText : theme.text2,
                                      devicePixelRatioF()));
    }
    if (part.glyph != Glyph::None || !part.icon.isEmpty())
        rect.setLeft(rect.left() + px(kSign));
    painter.setPen(red ? (part.quiet ? theme.protectedText2 : theme.protectedText)
                       : (part.quiet ? theme.text2 : theme.text));
    painter.setFont(fontFor(FontRole::Body));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(part.text, Qt::ElideMiddle, rect.width()));
}

void DialogTarget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const bool red = m_stage.isProtected;
    painter.fillRect(rect(), red ? theme.protectedBar : theme.base);
    if (!red) {
        painter.fillRect(QRect(0, 0, width(), px(3)), theme.stageColour(m_stage.colour));
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
    }
    const ChipLook look = lookOf(m_stage);
    const int top = red ? 0 : px(3);
    paintChip(painter,
              QRect(px(metrics::pageMargin), top, chipSize(look).width(), height() - top - 1),
              look);
    for (const Part &part : m_parts) {
        if (part.shown)
            paintPart(painter, part);
    }
}

} // namespace arborist
