// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_pane.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/exportable.h"
#include "ui/widgets/line.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kRowsMeasured = 60; ///< more than fit on the screen, few enough to be instant

} // namespace

ChartPane::ChartPane(QWidget *parent)
    : QWidget(parent),
      m_tabs(new QTabBar),
      m_legend(new ChartLegend),
      m_lowerRow(new QWidget),
      m_lowerLegend(new ChartLegend),
      m_buttons(new QWidget),
      m_charts(new QStackedWidget),
      m_tables(new QStackedWidget),
      m_stack(new QStackedWidget)
{
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setFixedHeight(px(metrics::tabRow));
    m_tabs->setAccessibleName(tr("Charts"));
    m_stack->addWidget(m_charts);
    m_stack->addWidget(m_tables);

    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(0);
    m_tableButton = addButton(*buttons, QStringLiteral("table"), tr("Show as table"));
    m_tableButton->setCheckable(true);
    m_export = new QAction(icon(QStringLiteral("document-export")), tr("Export…"), this);
    QToolButton *save = addButton(*buttons, QStringLiteral("document-export"), tr("Export…"));
    save->setObjectName(QStringLiteral("exportChart"));
    m_enlargeButton = addButton(*buttons, QStringLiteral("arrow-up-double"), tr("Enlarge"));
    m_enlargeButton->setCheckable(true);

    auto *row = new QHBoxLayout;
    row->setContentsMargins(px(4), 0, px(8), 0);
    row->setSpacing(px(8));
    row->addWidget(m_tabs);
    row->addWidget(m_legend, 1);
    row->addWidget(m_buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(new Line(Qt::Horizontal));
    auto *lower = new QHBoxLayout(m_lowerRow);
    lower->setContentsMargins(0, 0, px(metrics::paneMargin), 0);
    lower->addWidget(m_lowerLegend);
    column->addWidget(m_lowerRow);
    column->addWidget(m_stack, 1);
    m_lowerRow->setBackgroundRole(QPalette::Base);
    m_lowerRow->setAutoFillBackground(true);
    m_lowerRow->setFixedHeight(px(metrics::chip));
    setMinimumHeight(px(metrics::tabRow + 80));

    connect(m_tabs, &QTabBar::currentChanged, this, &ChartPane::showCurrent);
    connect(m_tabs, &QTabBar::currentChanged, this, &ChartPane::currentChartChanged);
    connect(m_tableButton, &QToolButton::toggled, this, &ChartPane::showCurrent);
    connect(save, &QToolButton::clicked, m_export, &QAction::trigger);
    connect(m_export, &QAction::triggered, this, &ChartPane::exportCurrent);
    connect(m_enlargeButton, &QToolButton::toggled, this, [this](bool enlarged) {
        m_enlargeButton->setIcon(
            icon(enlarged ? QStringLiteral("arrow-down-double") : QStringLiteral("arrow-up-double"),
                 IconTone::Text2));
        m_enlargeButton->setToolTip(enlarged ? tr("Make smaller") : tr("Enlarge"));
        Q_EMIT enlargeRequested(enlarged);
    });
}

QToolButton *ChartPane::addButton(QBoxLayout &row, const QString &iconName, const QString &text)
{
    auto *button = new QToolButton;
    button->setIcon(icon(iconName, IconTone::Text2));
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    row.addWidget(button);
    return button;
}

int ChartPane::addChart(const QString &title, QWidget *chart, QAbstractItemModel *table,
                        const QList<LegendEntry> &legend)
{
    m_legends.append(legend);
    m_charts->addWidget(chart);
    chart->setAccessibleName(title);
    if (!qobject_cast<QAbstractItemView *>(chart)) { // those have actions of their own
        chart->addAction(m_export);
        chart->setContextMenuPolicy(Qt::ActionsContextMenu);
    }
    if (table) {
        auto *view = new TableView;
        view->setModel(table);
        view->setAccessibleName(tr("%1, as a table").arg(title));
        view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
        view->horizontalHeader()->setStretchLastSection(false);
        view->horizontalHeader()->setResizeContentsPrecision(kRowsMeasured);
        m_tables->addWidget(view);
    } else {
        m_tables->addWidget(new QWidget);
    }
    const int index = m_tabs->addTab(title);
    showCurrent();
    return index;
}

void ChartPane::setLegend(int index, const QList<LegendEntry> &legend)
{
    m_legends[index] = legend;
    placeLegend();
}

void ChartPane::setTitle(int index, const QString &title)
{
    m_tabs->setTabText(index, title);
    placeLegend();
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

bool ChartPane::isEnlarged() const
{
    return m_enlargeButton->isChecked();
}

void ChartPane::setEnlarged(bool enlarged)
{
    m_enlargeButton->setChecked(enlarged);
}

int ChartPane::heightFor(int windowHeight)
{
    const double share = std::clamp((windowHeight - 768) / double(1080 - 768), 0.0, 1.0);
    return px(170 + int(share * (243 - 170)));
}

void ChartPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeLegend();
}

bool ChartPane::isTable(int index) const
{
    return qobject_cast<TableView *>(m_tables->widget(index)) != nullptr;
}

void ChartPane::showCurrent()
{
    const int index = m_tabs->currentIndex();
    if (index < 0 || index >= m_legends.size())
        return;
    m_charts->setCurrentIndex(index);
    m_tables->setCurrentIndex(index);
    const bool table = isTable(index);
    m_tableButton->setVisible(table);
    m_stack->setCurrentIndex(table && isTableShown() ? 1 : 0);
    placeLegend();
}

void ChartPane::placeLegend()
{
    const int index = m_tabs->currentIndex();
    if (index < 0 || index >= m_legends.size())
        return;
    const QList<LegendEntry> entries =
        m_stack->currentIndex() == 1 ? QList<LegendEntry>{} : m_legends[index];
    const int room =
        width() - m_tabs->sizeHint().width() - m_buttons->sizeHint().width() - px(4 + 8 + 8 + 8);
    const bool fits = ChartLegend::widthFor(entries) <= room;
    m_legend->setEntries(fits ? entries : QList<LegendEntry>{});
    m_lowerLegend->setEntries(fits ? QList<LegendEntry>{} : entries);
    m_lowerRow->setVisible(!fits);
}

void ChartPane::exportCurrent()
{
    const int index = m_tabs->currentIndex();
    if (index < 0)
        return;
    if (auto *view = qobject_cast<QAbstractItemView *>(m_charts->widget(index))) {
        requestExport(*this, exportableView(*view));
        return;
    }
    QWidget *shown =
        m_stack->currentIndex() == 1 ? m_tables->widget(index) : m_charts->widget(index);
    QString name = m_tabs->tabText(index).toLower().replace(u' ', u'-');
    ExportableView view = pictureOf(*shown, name);
    view.name = std::move(name);
    // A chart that is its own table writer knows rows that its model has not fetched.
    if (m_stack->currentIndex() == 1)
        view.table = pictureOf(*m_charts->widget(index), {}).table;
    if (!view.table && isTable(index))
        view.table = tableWriter(*static_cast<TableView *>(m_tables->widget(index))->model());
    requestExport(*this, view);
}

} // namespace arborist
