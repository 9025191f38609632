// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/badges_delegate.h"

#include "ui/hierarchy/drift_badge.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <algorithm>

namespace arborist {
namespace {

constexpr qsizetype kMost = 3;

} // namespace

QSize BadgesDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = TreeCellDelegate::sizeHint(option, index);
    const QString group = index.data(GroupRole).toBool() ? index.data().toString() : QString();
    const QFontMetrics metrics(fontFor(FontRole::TableBold));
    size.setWidth(std::max(px(88), metrics.horizontalAdvance(group) + px(12)));
    return size;
}

void BadgesDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Badges badges = index.data(BadgesRole).value<Badges>();
    const qsizetype shown = badges.size() > kMost ? kMost - 1 : badges.size();
    QRect place = contentRect(option, index);
    for (qsizetype number = 0; number < shown; ++number)
        place.setLeft(place.left() + paintBadge(painter, place, badges[number]) + px(4));
    if (shown < badges.size()) {
        painter.setFont(fontFor(FontRole::Caption));
        drawText(painter, place.adjusted(px(2), 0, px(8), 0),
                 QStringLiteral("+%1").arg(badges.size() - shown), Theme::current().text2,
                 Qt::AlignLeft, Qt::ElideNone);
    }
}

void BadgesDelegate::paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    painter.setFont(fontFor(FontRole::TableBold));
    drawText(painter, contentRect(option, index).adjusted(0, 0, px(8), 0), option.text,
             Theme::current().text, Qt::AlignLeft, Qt::ElideNone);
}

} // namespace arborist
