// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/result_delegate.h"

#include "models/query/result_model.h"
#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

void ResultDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    if (!index.data(ResultModel::NullRole).toBool()) {
        RowDelegate::paintCell(painter, option, index);
        return;
    }
    const Theme &theme = Theme::current();
    painter.setFont(fontFor(FontRole::Caption));
    const QRect inside = contentRect(option, index);
    const int width = painter.fontMetrics().horizontalAdvance(option.text) + px(8);
    const int height = px(16);
    const int left =
        option.displayAlignment & Qt::AlignRight ? inside.right() - width + 1 : inside.left();
    const QRectF sign(left + 0.5, inside.top() + (inside.height() - height) / 2 + 0.5, width - 1,
                      height - 1);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.border);
    painter.drawRoundedRect(sign, px(3), px(3));
    painter.setPen(theme.text2);
    painter.drawText(sign, Qt::AlignCenter, option.text);
}

} // namespace arborist
