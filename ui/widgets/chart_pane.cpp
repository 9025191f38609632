// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_pane.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/line.h"
#include "ui/widgets/table_view.h"
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <algorithm>

namespace arborist {

/// Squares with names, right-aligned in the tab row.
class ChartPane::Legend : public QWidget
{
public:
    void setEntries(const QList<LegendEntry> &entries)
    {
        m_entries = entries;
        updateGeometry();
        update();
    }
    QSize sizeHint() const override
    {
        const QFontMetrics fm(fontFor(FontRole::Caption));
        int width = 0;
        for (const LegendEntry &entry : m_entries) {
            width += px(9 + 6 + 16) + fm.horizontalAdvance(entry.text);
        }
        return {width, px(metrics::tabRow)};
    }
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(fontFor(FontRole::Caption));
        int x = std::max(0, width() - sizeHint().width());
        for (const LegendEntry &entry : std::as_const(m_entries)) {
            const QRect square(x, (height() - px(9)) / 2, px(9), px(9));
            painter.fillRect(square, entry.edge ? entry.edge() : entry.fill());
            if (entry.edge) {
                painter.fillRect(square.adjusted(1, 1, -1, -1), entry.fill());
            }
            x += px(15);
            const int text = painter.fontMetrics().horizontalAdvance(entry.text);
            painter.setPen(Theme::current().text2);
            painter.drawText(QRect(x, 0, text + 2, height()), Qt::AlignVCenter, entry.text);
            x += text + px(16);
        }
    }

private:
    QList<LegendEntry> m_entries;
};

ChartPane::ChartPane(QWidget *parent)
    : QWidget(parent),
      m_tabs(new QTabBar),
      m_legend(new Legend),
      m_tableButton(new QToolButton),
      m_charts(new QStackedWidget),
      m_tables(new QStackedWidget),
      m_stack(new QStackedWidget)
{
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setFixedHeight(px(metrics::tabRow));
    m_tabs->setAccessibleName(tr("Charts"));
    m_tableButton->setIcon(icon(QStringLiteral("table"), IconTone::Text2));
    m_tableButton->setCheckable(true);
    m_tableButton->setAutoRaise(true);
    m_tableButton->setToolTip(tr("Show as table"));
    m_tableButton->setAccessibleName(tr("Show as table"));
    m_stack->addWidget(m_charts);
    m_stack->addWidget(m_tables);

    auto *row = new QHBoxLayout;
    row->setContentsMargins(px(4), 0, px(8), 0);
    row->setSpacing(px(4));
    row->addWidget(m_tabs);
    row->addWidget(m_legend, 1);
    row->addWidget(m_tableButton);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(m_stack, 1);
    setMinimumHeight(px(metrics::tabRow + 80));

    connect(m_tabs, &QTabBar::currentChanged, this, &ChartPane::showCurrent);
    connect(m_tableButton, &QToolButton::toggled, this, &ChartPane::showCurrent);
}

int ChartPane::addChart(const QString &title, QWidget *chart, QAbstractItemModel *table,
                        const QList<LegendEntry> &legend)
{
    m_legends.append(legend);
    m_charts->addWidget(chart);
    chart->setAccessibleName(title);
    auto *view = new TableView;
    view->setModel(table);
    view->setAccessibleName(tr("%1, as a table").arg(title));
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view->horizontalHeader()->setStretchLastSection(false);
    m_tables->addWidget(view);
    const int index = m_tabs->addTab(title);
    showCurrent();
    return index;
}

int ChartPane::currentChart() const
{
    return m_tabs->currentIndex();
}

void ChartPane::setCurrentChart(int index)
{
    m_tabs->setCurrentIndex(index);
}

bool ChartPane::isTableShown() const
{
    return m_tableButton->isChecked();
}

void ChartPane::setTableShown(bool shown)
{
    m_tableButton->setChecked(shown);
}

int ChartPane::heightFor(int windowHeight)
{
    const double share = std::clamp((windowHeight - 768) / double(1080 - 768), 0.0, 1.0);
    return px(170 + int(share * (243 - 170)));
}

void ChartPane::showCurrent()
{
    const int index = m_tabs->currentIndex();
    if (index < 0 || index >= m_legends.size()) {
        return;
    }
    m_charts->setCurrentIndex(index);
    m_tables->setCurrentIndex(index);
    m_stack->setCurrentIndex(isTableShown() ? 1 : 0);
    m_legend->setEntries(isTableShown() ? QList<LegendEntry>{} : m_legends[index]);
}

} // namespace arborist
