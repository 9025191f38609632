// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/job_runner.h"
#include <QTimer>
#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace arborist {

class JobRow;
class JobsNote;
class Label;
class StateGlyph;
class JobsButton;

/// At the bottom of the window: how many jobs run, the one that ends last in full, and all of them
/// when opened. Samples progress ten times a second, only while something runs.
class JobsBar : public QWidget
{
    Q_OBJECT
public:
    explicit JobsBar(JobRunner &runner, QWidget *parent = nullptr);

    bool isExpanded() const;
    void setExpanded(bool expanded);
    /// Stays, while nothing runs, until it is opened or dismissed; empty takes it away.
    /// `opened` is called once it is opened.
    void setNote(const QString &text, Glyph glyph = Glyph::None, std::function<void()> opened = {});
    QString note() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void jobsChanged();
    void sample();
    void showOutcome(JobId id, const Outcome &outcome);
    std::vector<JobInfo> running() const;

    JobRunner &m_runner;
    JobsButton *m_button;
    Label *m_count;
    QWidget *m_line;
    JobRow *m_main;
    StateGlyph *m_outcomeGlyph;
    Label *m_outcome;
    JobsNote *m_note;
    std::function<void()> m_noteOpened;
    QWidget *m_list;
    QVBoxLayout *m_rows;
    QTimer m_sampling;
    QTimer m_outcomeEnds;
};

} // namespace arborist
