// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_splitter.h"

#include "ui/widgets/chart_pane.h"
#include "ui/widgets/view_tools.h"
#include <QSettings>
#include <algorithm>

namespace arborist {

ChartSplitter::ChartSplitter(const QString &key, QWidget *view, ChartPane *charts, QWidget *parent)
    : QSplitter(Qt::Vertical, parent),
      m_charts(charts),
      m_key(QStringLiteral("charts/") + key)
{
    setHandleWidth(1);
    setChildrenCollapsible(false);
    addWidget(view);
    addWidget(charts);
    setStretchFactor(0, 1);
    connect(this, &QSplitter::splitterMoved, this, [this] {
        if (!m_charts->isEnlarged())
            settings().setValue(m_key, sizes().value(1));
    });
    connect(charts, &ChartPane::enlargeRequested, this, &ChartSplitter::place);
}

void ChartSplitter::resizeEvent(QResizeEvent *event)
{
    QSplitter::resizeEvent(event);
    place();
}

void ChartSplitter::place()
{
    const int chosen = settings().value(m_key).toInt();
    int wanted = chosen > 0 ? chosen : ChartPane::heightFor(window()->height());
    if (m_charts->isEnlarged())
        wanted = height(); // the view above keeps what it needs at least
    setSizes({std::max(1, height() - wanted), wanted});
}

} // namespace arborist
