// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chart_legend.h"
#include <QWidget>
#include <functional>

class QAbstractItemModel;
class QAction;
class QBoxLayout;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace arborist {

/// The strip of charts under a page's main view: one tab a chart, its legend at the right (or
/// below, where the tabs leave no room), and every chart also as a table and as a file.
class ChartPane : public QWidget
{
    Q_OBJECT
public:
    explicit ChartPane(QWidget *parent = nullptr);

    /// `table` is what the chart shows, in numbers; both stay owned by their parents. Null for what
    /// is no chart: a table already, or text.
    int addChart(const QString &title, QWidget *chart, QAbstractItemModel *table,
                 const QList<LegendEntry> &legend = {});
    void setLegend(int index, const QList<LegendEntry> &legend);
    void setTitle(int index, const QString &title);
    int currentChart() const;
    void setCurrentChart(int index);
    bool isTableShown() const;
    void setTableShown(bool shown);
    bool isEnlarged() const;
    void setEnlarged(bool enlarged);

    /// 170 px at windows of 768, 243 px at 1080.
    static int heightFor(int windowHeight);

Q_SIGNALS:
    void currentChartChanged(int index);
    void enlargeRequested(bool enlarged); ///< takes the room of the view above, or gives it back

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QToolButton *addButton(QBoxLayout &row, const QString &icon, const QString &text);
    void showCurrent();
    void placeLegend();
    bool isTable(int index) const;
    void exportCurrent();

    QTabBar *m_tabs;
    ChartLegend *m_legend;
    QWidget *m_lowerRow; ///< takes the legend that does not fit beside the tabs
    ChartLegend *m_lowerLegend;
    QToolButton *m_tableButton = nullptr;
    QToolButton *m_enlargeButton = nullptr;
    QAction *m_export = nullptr;
    QWidget *m_buttons;
    QStackedWidget *m_charts;
    QStackedWidget *m_tables;
    QStackedWidget *m_stack;
    QList<QList<LegendEntry>> m_legends;
};

} // namespace arborist
