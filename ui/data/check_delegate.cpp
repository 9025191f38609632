// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/check_delegate.h"

#include "ui/style/theme.h"
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QWidget>

namespace arborist {

void CheckDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const QVariant state = index.data(Qt::CheckStateRole);
    if (!state.isValid() || !option.widget)
        return RowDelegate::paintCell(painter, option, index);
    const QRect rect = contentRect(option, index);
    QStyleOptionViewItem box = option;
    box.rect = QRect(rect.left(), rect.top() + (rect.height() - px(16)) / 2, px(16), px(16));
    const bool free = index.flags() & Qt::ItemIsUserCheckable;
    box.state = QStyle::State_Active;
    box.state.setFlag(QStyle::State_Enabled, free);
    box.state |= state.toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
    option.widget->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, &painter,
                                          option.widget);
    drawText(painter, rect.adjusted(px(24), 0, 0, 0), option.text, Theme::current().text,
             option.displayAlignment, Qt::ElideMiddle);
}

bool CheckDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (!(index.flags() & Qt::ItemIsUserCheckable))
        return RowDelegate::editorEvent(event, model, option, index);
    const bool clicked =
        event->type() == QEvent::MouseButtonRelease &&
        static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton &&
        static_cast<QMouseEvent *>(event)->modifiers() == Qt::NoModifier &&
        option.rect.contains(static_cast<QMouseEvent *>(event)->position().toPoint());
    const bool typed = event->type() == QEvent::KeyPress &&
                       static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
    if (!clicked && !typed)
        return false;
    const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, int(on ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

} // namespace arborist
