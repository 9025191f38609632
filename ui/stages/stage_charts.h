// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stages/stage_row.h"
#include "ui/shell/stage_monitor.h"
#include "ui/widgets/chart_pane.h"
#include <vector>

namespace arborist {

class ChartCanvas;
class ChartTableModel;

/// Under the table of stages: how fast each answered in this session, and how large each is.
class StageCharts : public ChartPane
{
    Q_OBJECT
public:
    explicit StageCharts(QWidget *parent = nullptr);

    void setData(const std::vector<StageRow> &rows, const std::vector<AnswerSample> &answers);
    /// The stage whose value is written beside its bar.
    void setSelected(const QString &stage);

private:
    void draw();
    void drawAnswers();
    void drawSizes();

    ChartCanvas *m_answerChart;
    ChartCanvas *m_sizeChart;
    ChartTableModel *m_answerTable;
    ChartTableModel *m_sizeTable;
    std::vector<StageRow> m_rows;
    std::vector<AnswerSample> m_answers;
    QString m_selected;
};

} // namespace arborist
