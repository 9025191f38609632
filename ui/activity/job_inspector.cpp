// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/job_inspector.h"

#include "models/activity/job_table_model.h"
#include "models/common/format.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include <QApplication>
#include <QClipboard>
#include <QPushButton>

namespace arborist {

JobInspector::JobInspector(QWidget *parent)
    : InspectorPane(parent),
      m_title(addTitle()),
      m_caption(addCaption()),
      m_facts(new InspectorTable({}, {}, {}))
{
    addPart(m_facts);
    m_what = addSection(tr("What happened"));
    m_hint = addSection(tr("What to do"));
    m_facts->setAccessibleName(tr("Job"));
    m_cancel = addButton(tr("Cancel job"));
    m_again = addButton(tr("Try again"));
    m_copy = addButton(tr("Copy details"));
    connect(m_again, &QPushButton::clicked, this, &JobInspector::againRequested);
    connect(m_cancel, &QPushButton::clicked, this, &JobInspector::cancelRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_details); });
    setJob(nullptr);
}

void JobInspector::setJob(const JobInfo *job, bool canRepeat)
{
    if (!job) {
        setHead(tr("No job selected"), {});
        setHint(tr("Select a job to see when it ran and what it said."));
        return;
    }
    setHint({});
    const bool running = job->state == JobState::Running;
    const bool failed = job->state == JobState::Failed || job->state == JobState::Refused;
    setHead(tr("Job %1").arg(job->id), job->target);
    m_title->setText(job->title);
    m_title->setTone(failed ? Tone::Danger : Tone::Plain);
    m_caption->setText(JobTableModel::stateText(job->state));
    std::vector<InspectorRow> rows{
        {tr("Started"), format::timeOfDay(job->started), {}, Tone::Plain, false}};
    if (!running) {
        rows.push_back({tr("Ended"),
                        format::timeOfDay(job->started.addMSecs(job->durationMs)),
                        {},
                        Tone::Plain,
                        false});
        rows.push_back({tr("Took"), format::duration(job->durationMs), {}, Tone::Plain, false});
    }
    m_facts->setRows(std::move(rows));
    setSectionText(m_what, job->message);
    setSectionText(m_hint, job->hint);
    m_cancel->setVisible(running);
    m_again->setVisible(job->state == JobState::Failed && canRepeat);
    m_copy->setVisible(!running);
    m_details = QStringList{job->title,
                            job->target,
                            JobTableModel::stateText(job->state),
                            job->started.toString(Qt::ISODate),
                            job->message,
                            job->hint}
                    .join(u'\n')
                    .trimmed() +
                u'\n';
}

} // namespace arborist
