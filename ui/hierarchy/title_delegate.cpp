// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/title_delegate.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <QTreeView>

namespace arborist {

QSize TitleDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = TreeCellDelegate::sizeHint(option, index);
    if (index.data(GroupRole).toBool())
        size.rwidth() += px(metrics::icon + 8);
    return size;
}

void TitleDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const bool quiet = index.data(LoadingRole).toBool() || !index.data(MatchRole).toBool();
    drawText(painter, contentRect(option, index), option.text, quiet ? theme.text2 : theme.text,
             Qt::AlignLeft);
}

void TitleDelegate::paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    QRect place = contentRect(option, index);
    const int size = px(metrics::icon);
    painter.drawPixmap(QPoint(place.left(), place.top() + (place.height() - size + 1) / 2),
                       iconPixmap(QStringLiteral("view-process-users"), size, theme.text2,
                                  painter.device()->devicePixelRatioF()));
    place.setLeft(place.left() + size + px(6));
    // Status and depth of an organization are empty: a long name may run on over them.
    if (const auto *tree = qobject_cast<const QTreeView *>(option.widget)) {
        for (const TreeColumn each : {TreeColumn::Status, TreeColumn::Depth})
            place.setRight(place.right() + tree->columnWidth(int(each)));
    }
    painter.setFont(fontFor(FontRole::TableBold));
    drawText(painter, place, option.text, theme.text, Qt::AlignLeft);
}

} // namespace arborist
