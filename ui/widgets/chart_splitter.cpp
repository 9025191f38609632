// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_splitter.h"

#include "ui/widgets/chart_pane.h"
#include "ui/widgets/view_tools.h"
#include <QSettings>
#include <algorithm>

namespace arborist {

ChartSplitter::ChartSplitter(const QString &key, QWidget *view, ChartPane *charts, QWidget *parent)
    : QSplitter(Qt::Vertical, parent),
      m_key(QStringLiteral("charts/") + key)
{
    setChildrenCollapsible(false);
    addWidget(view);
    addWidget(charts);
    setStretchFactor(0, 1);
    connect(this, &QSplitter::splitterMoved, this,
            [this] { settings().setValue(m_key, sizes().value(1)); });
}

void ChartSplitter::resizeEvent(QResizeEvent *event)
{
    QSplitter::resizeEvent(event);
    const int chosen = settings().value(m_key).toInt();
    const int wanted = chosen > 0 ? chosen : ChartPane::heightFor(window()->height());
    setSizes({std::max(1, height() - wanted), wanted});
}

} // namespace arborist
