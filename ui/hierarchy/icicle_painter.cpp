// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/icicle_painter.h"

#include "models/common/format.h"
#include "ui/hierarchy/drift_badge.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QCoreApplication>
#include <QPainter>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kNarrowestText = 34;
constexpr int kNarrowestGap = 4; ///< thinner cells touch each other, or gaps would outweigh them
constexpr double kFaint = 0.30;
constexpr double kFaintDark = 0.34;

KindClass classOf(Severity severity)
{
    switch (severity) {
    case Severity::Structure:
        return KindClass::Structure;
    case Severity::Data:
        return KindClass::Data;
    default:
        return KindClass::Derived;
    }
}

} // namespace

SeverityColours coloursOf(Severity own, Severity under)
{
    const Theme &theme = Theme::current();
    if (own == Severity::None && under == Severity::None)
        return {theme.track, theme.text2};
    if (own == Severity::None) {
        const QColor strong = theme.tone(toneOf(classOf(under))).fill;
        return {mixed(strong, theme.base, theme.dark ? kFaintDark : kFaint), theme.text};
    }
    const BadgeColours colours = badgeColours(classOf(own));
    return {colours.box, colours.text};
}

IciclePainter::IciclePainter(QPainter &painter, const IcicleModel &model)
    : m_painter(painter),
      m_model(model)
{
}

void IciclePainter::paintCell(const IcicleCell &cell, const QRectF &place, bool deeper) const
{
    const SeverityColours colours = coloursOf(cell.own, cell.under);
    const int left = qRound(place.left());
    const int right = std::max(left + 1, qRound(place.right()));
    const int gap = right - left >= px(kNarrowestGap) ? 1 : 0;
    const QRect box(left, int(place.top()), right - left - gap, int(place.height()) - 1);
    m_painter.fillRect(box, colours.fill);
    if (cell.merged && box.width() > px(kNarrowestGap))
        m_painter.fillRect(box, QBrush(mixed(colours.text, colours.fill, 0.25), Qt::BDiagPattern));
    if (deeper)
        m_painter.fillRect(QRect(box.left(), box.bottom() - 1, box.width(), 2), // more below
                           mixed(colours.text, colours.fill, 0.55));
    if (box.width() < px(kNarrowestText))
        return;
    const bool group = !cell.merged && m_model.shape()->isOrganization(cell.node);
    m_painter.setFont(fontFor(group ? FontRole::CaptionBold : FontRole::Caption));
    m_painter.setPen(colours.text);
    const QFontMetrics metrics = m_painter.fontMetrics();
    QRect text = box.adjusted(px(5), 0, -px(4), 0);
    if (cell.merged) {
        const QString more =
            QCoreApplication::translate("IcicleView", "%1 more").arg(format::count(cell.nodes));
        if (metrics.horizontalAdvance(more) <= text.width())
            m_painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, more);
        return;
    }
    const QString title = m_model.title(cell.node);
    const QString kinds = m_model.kinds(cell.node);
    const int room = metrics.horizontalAdvance(title) + px(8);
    if (!kinds.isEmpty() && room + metrics.horizontalAdvance(kinds) <= text.width()) {
        m_painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, kinds);
        text.setWidth(room);
    }
    m_painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                       metrics.elidedText(title, Qt::ElideRight, text.width()));
}

void IciclePainter::paintMark(const QRectF &place, int flags) const
{
    const Theme &theme = Theme::current();
    const QRect box(qRound(place.left()), int(place.top()),
                    std::max(3, qRound(place.right()) - qRound(place.left())),
                    int(place.height()) - 1);
    m_painter.setBrush(Qt::NoBrush);
    const auto outline = [&](const QColor &colour, int width, int inset) {
        m_painter.setPen(QPen(colour, width));
        m_painter.drawRect(QRectF(box).adjusted(inset + width / 2.0, inset + width / 2.0,
                                                -inset - width / 2.0, -inset - width / 2.0));
    };
    if (flags & Marked) {
        outline(theme.text, 2, 0);
        outline(theme.base, 1, 2);
    }
    if (flags & Hovered)
        outline(theme.text, 1, 0);
    if (flags & Cursor)
        outline(theme.accent, 2, 0);
}

} // namespace arborist
