// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_bar.h"

#include "models/activity/job_table_model.h"
#include "models/common/format.h"
#include "ui/shell/job_row.h"
#include "ui/shell/jobs_button.h"
#include "ui/shell/jobs_note.h"
#include "ui/style/theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include "ui/widgets/state_glyph.h"
#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>
#include <utility>

namespace arborist {

namespace {

constexpr int sampleMs = 100;
constexpr int outcomeMs = 8000;
constexpr int mostRows = 6;

/// The job that ends last: the one with the longest time left, unknown counting as longest.
const JobInfo &endingLast(const std::vector<JobInfo> &jobs, const JobRunner &runner)
{
    const auto left = [&](const JobInfo &job) {
        const auto progress = runner.progress(job.id);
        return progress && progress->left ? progress->left->count()
                                          : std::chrono::milliseconds::max().count();
    };
    return *std::max_element(jobs.begin(), jobs.end(),
                             [&](const JobInfo &a, const JobInfo &b) { return left(a) < left(b); });
}

} // namespace

JobsBar::JobsBar(JobRunner &runner, QWidget *parent)
    : QWidget(parent),
      m_runner(runner),
      m_button(new JobsButton),
      m_count(new Label(FontRole::Body, Tone::Muted)),
      m_line(new Line(Qt::Vertical)),
      m_main(new JobRow),
      m_outcomeGlyph(new StateGlyph),
      m_outcome(new Label(FontRole::Body, Tone::Muted)),
      m_note(new JobsNote),
      m_list(new QWidget),
      m_rows(new QVBoxLayout(m_list))
{
    setAccessibleName(tr("Jobs"));
    m_outcome->setElide(Qt::ElideRight);
    m_line->setFixedHeight(px(16));
    m_rows->setContentsMargins(px(36), px(6), px(8), px(2));
    m_rows->setSpacing(0);
    m_list->hide();

    auto *row = new QHBoxLayout;
    row->setContentsMargins(px(8), 0, px(8), 0);
    row->setSpacing(0);
    row->addWidget(m_button);
    row->addSpacing(px(4));
    row->addWidget(m_count);
    row->addSpacing(px(16));
    row->addWidget(m_line);
    row->addSpacing(px(16));
    row->addWidget(m_outcomeGlyph);
    row->addSpacing(px(6));
    row->addWidget(m_outcome, 1);
    row->addWidget(m_note, 1);
    row->addWidget(m_main, 1000);
    row->addStretch(0);
    auto *bar = new QWidget;
    bar->setFixedHeight(px(metrics::jobsBar) - 1);
    bar->setLayout(row);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 1, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_list);
    column->addWidget(bar);

    m_sampling.setInterval(sampleMs);
    m_outcomeEnds.setSingleShot(true);
    m_outcomeEnds.setInterval(outcomeMs);
    connect(&m_sampling, &QTimer::timeout, this, &JobsBar::sample);
    connect(&m_outcomeEnds, &QTimer::timeout, this, &JobsBar::jobsChanged);
    connect(&runner, &JobRunner::started, this, &JobsBar::jobsChanged);
    connect(&runner, &JobRunner::finished, this, &JobsBar::showOutcome);
    connect(m_main, &JobRow::cancelRequested, &runner, &JobRunner::cancel);
    connect(m_main, &JobRow::pauseRequested, &runner, &JobRunner::setPaused);
    connect(&runner, &JobRunner::pausedChanged, this, &JobsBar::sample);
    connect(m_button, &JobsButton::toggled, this, &JobsBar::jobsChanged);
    connect(m_note, &JobsNote::dismissed, this, [this] { setNote({}); });
    connect(m_note, &JobsNote::opened, this, [this] {
        const auto opened = std::exchange(m_noteOpened, {});
        setNote({});
        if (opened)
            opened();
    });
    jobsChanged();
}

bool JobsBar::isExpanded() const
{
    return m_button->isChecked();
}

void JobsBar::setExpanded(bool expanded)
{
    m_button->setChecked(expanded);
}

void JobsBar::setNote(const QString &text, Glyph glyph, std::function<void()> opened)
{
    m_note->setText(text, glyph);
    m_noteOpened = std::move(opened);
    if (!text.isEmpty())
        m_outcomeEnds.stop(); // the note is newer
    jobsChanged();
}

QString JobsBar::note() const
{
    return m_note->text();
}

std::vector<JobInfo> JobsBar::running() const
{
    std::vector<JobInfo> found = m_runner.jobs();
    std::erase_if(
        found, [](const JobInfo &job) { return job.background || job.state != JobState::Running; });
    return found;
}

void JobsBar::showOutcome(JobId id, const Outcome &outcome)
{
    const std::vector<JobInfo> jobs = m_runner.jobs();
    const auto job =
        std::find_if(jobs.begin(), jobs.end(), [id](const JobInfo &info) { return info.id == id; });
    if (job != jobs.end() && !job->background) {
        m_outcomeGlyph->setGlyph(JobTableModel::stateGlyph(outcome.state));
        m_outcome->setFullText(
            outcome.error
                ? tr("%1: %2").arg(job->title, outcome.error->message())
                : tr("%1: done in %2").arg(job->title, format::duration(outcome.durationMs)));
        m_outcomeEnds.start();
    }
    jobsChanged();
}

void JobsBar::jobsChanged()
{
    const std::vector<JobInfo> jobs = running();
    const auto count = jobs.size();
    m_count->setText(count == 0   ? tr("None running")
                     : count == 1 ? tr("1 running")
                                  : tr("%1 running").arg(count));
    const bool outcome = jobs.empty() && m_outcomeEnds.isActive();
    m_outcomeGlyph->setVisible(outcome);
    m_outcome->setVisible(outcome);
    const bool note = jobs.empty() && !outcome && !m_note->text().isEmpty();
    m_note->setVisible(note);
    m_line->setVisible(outcome || note || !jobs.empty());
    m_main->setVisible(!jobs.empty());
    m_list->setVisible(isExpanded() && !jobs.empty());
    if (jobs.empty()) {
        m_sampling.stop();
    } else {
        m_sampling.start();
        sample();
    }
}

void JobsBar::sample()
{
    const std::vector<JobInfo> jobs = running();
    if (jobs.empty()) {
        return;
    }
    const JobInfo &last = endingLast(jobs, m_runner);
    m_main->setJob(last, m_runner.progress(last.id));
    const int wanted = isExpanded() ? std::min(int(jobs.size()), mostRows) : 0;
    while (m_rows->count() > wanted) {
        QLayoutItem *item = m_rows->takeAt(m_rows->count() - 1);
        delete item->widget();
        delete item;
    }
    while (m_rows->count() < wanted) {
        auto *row = new JobRow;
        row->setFixedHeight(px(30));
        connect(row, &JobRow::cancelRequested, &m_runner, &JobRunner::cancel);
        connect(row, &JobRow::pauseRequested, &m_runner, &JobRunner::setPaused);
        m_rows->addWidget(row);
    }
    for (int i = 0; i < wanted; ++i) {
        const JobInfo &job = jobs[size_t(i)];
        static_cast<JobRow *>(m_rows->itemAt(i)->widget())->setJob(job, m_runner.progress(job.id));
    }
}

void JobsBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.window);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
}

} // namespace arborist
