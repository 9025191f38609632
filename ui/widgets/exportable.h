// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/table_text.h"
#include <QSize>
#include <QString>
#include <functional>

class QPainter;
class QWidget;

namespace arborist {

/// A view that can be written to a file, as a picture or as the table behind it.
struct ExportableView {
    QString name;                          ///< of the file, without folder and ending
    QSize size;                            ///< of the picture, in logical pixels
    std::function<void(QPainter &)> paint; ///< GUI thread
    TableWriter table;                     ///< empty: there is none
};

/// A widget whose picture is not simply what stands on the screen.
class Exportable
{
public:
    virtual ~Exportable() = default;
    virtual ExportableView exportable() = 0;
};

/// Who asks for the file and writes it: a page.
class ExportHost
{
public:
    virtual ~ExportHost() = default;
    virtual void exportView(const ExportableView &view) = 0;
};

/// What the widget shows now; its paint() does nothing once the widget is gone.
ExportableView pictureOf(QWidget &widget, const QString &name);

/// Hands the view to the next host among the widgets that `from` stands in, if there is one.
void requestExport(QWidget &from, const ExportableView &view);

} // namespace arborist
