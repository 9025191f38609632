// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/exportable.h"

#include <QPainter>
#include <QPointer>
#include <QWidget>

namespace arborist {

ExportableView pictureOf(QWidget &widget, const QString &name)
{
    if (auto *own = dynamic_cast<Exportable *>(&widget))
        return own->exportable();
    ExportableView view;
    view.name = name;
    view.size = widget.size();
    view.paint = [shown = QPointer(&widget)](QPainter &painter) {
        if (shown)
            shown->render(&painter, {}, {}, QWidget::DrawWindowBackground | QWidget::DrawChildren);
    };
    return view;
}

void requestExport(QWidget &from, const ExportableView &view)
{
    for (QWidget *each = &from; each; each = each->parentWidget()) {
        if (auto *host = dynamic_cast<ExportHost *>(each)) {
            host->exportView(view);
            return;
        }
    }
}

} // namespace arborist
