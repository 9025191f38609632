// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QWidget>
#include <functional>

class QAbstractItemModel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace arborist {

/// One entry of a chart's legend; the colour is asked for at each painting.
struct LegendEntry {
    QString text;
    std::function<QColor()> fill;
    std::function<QColor()> edge; ///< may be empty
};

/// The strip of charts under a page's main view: one tab a chart, its legend at the right, and
/// every chart also as a table.
class ChartPane : public QWidget
{
    Q_OBJECT
public:
    explicit ChartPane(QWidget *parent = nullptr);

    /// `table` is what the chart shows, in numbers; both stay owned by their parents.
    int addChart(const QString &title, QWidget *chart, QAbstractItemModel *table,
                 const QList<LegendEntry> &legend = {});
    int currentChart() const;
    void setCurrentChart(int index);
    bool isTableShown() const;
    void setTableShown(bool shown);

    /// 170 px at windows of 768, 243 px at 1080.
    static int heightFor(int windowHeight);

private:
    class Legend;
    void showCurrent();

    QTabBar *m_tabs;
    Legend *m_legend;
    QToolButton *m_tableButton;
    QStackedWidget *m_charts;
    QStackedWidget *m_tables;
    QStackedWidget *m_stack;
    QList<QList<LegendEntry>> m_legends;
};

} // namespace arborist
