// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/job_row.h"

#include "models/common/format.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/label.h"
#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

namespace arborist {

JobRow::JobRow(QWidget *parent)
    : QWidget(parent),
      m_icon(new Label(FontRole::Body)),
      m_title(new Label(FontRole::Body)),
      m_bar(new QProgressBar),
      m_percent(new Label(FontRole::Body)),
      m_details(new Label(FontRole::Body, Tone::Muted)),
      m_pause(new QToolButton),
      m_cancel(new QToolButton)
{
    m_title->setElide(Qt::ElideRight);
    m_details->setElide(Qt::ElideRight);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(px(192), px(16));
    m_bar->setRange(0, 1000);
    m_percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_percent->setFixedWidth(m_percent->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
    m_icon->setFixedWidth(px(metrics::icon));
    m_cancel->setIcon(icon(QStringLiteral("dialog-cancel")));
    m_cancel->setText(tr("Cancel"));
    m_pause->hide();
    for (QToolButton *button : {m_pause, m_cancel}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_icon);
    row->addSpacing(px(6));
    row->addWidget(m_title, 0);
    row->addSpacing(px(16));
    row->addWidget(m_bar);
    row->addSpacing(px(12));
    row->addWidget(m_percent);
    row->addSpacing(px(20));
    row->addWidget(m_details, 1);
    row->addSpacing(px(16));
    row->addWidget(m_pause);
    row->addWidget(m_cancel);
    connect(m_cancel, &QToolButton::clicked, this, [this] { Q_EMIT cancelRequested(m_job); });
    connect(m_pause, &QToolButton::clicked, this,
            [this] { Q_EMIT pauseRequested(m_job, !m_paused); });
}

void JobRow::setJob(const JobInfo &job, const std::optional<Progress> &progress)
{
    if (job.id != m_job || job.icon != m_iconName) {
        m_iconName = job.icon;
        m_icon->setPixmap(
            iconPixmap(job.icon, px(metrics::icon), Theme::current().text2, devicePixelRatioF()));
        m_cancel->setAccessibleName(tr("Cancel %1").arg(job.title));
        m_bar->setAccessibleName(tr("Progress of %1").arg(job.title));
    }
    if (job.id != m_job || job.paused != m_paused || m_pause->text().isEmpty()) {
        m_paused = job.paused;
        m_pause->setText(m_paused ? tr("Resume") : tr("Pause"));
        m_pause->setIcon(icon(m_paused ? QStringLiteral("media-playback-start")
                                       : QStringLiteral("media-playback-pause")));
        m_pause->setAccessibleName(m_paused ? tr("Resume %1").arg(job.title)
                                            : tr("Pause %1").arg(job.title));
    }
    m_pause->setVisible(job.pausable);
    m_job = job.id;
    const bool isTold = job.target.isEmpty() || job.title.endsWith(u' ' + job.target);
    m_title->setFullText(isTold ? job.title : tr("%1, %2").arg(job.title, job.target));
    const bool known = progress && progress->fraction >= 0;
    m_bar->setValue(known ? int(progress->fraction * 1000) : 0);
    m_percent->setText(known ? QStringLiteral("%1 %").arg(int(progress->fraction * 100))
                             : QString());
    m_details->setFullText(job.paused ? tr("Paused; everything written so far stands")
                           : progress ? detailsOf(*progress)
                                      : QString());
}

QString JobRow::detailsOf(const Progress &progress)
{
    QStringList parts{progress.part};
    if (progress.unit.isEmpty() || (progress.done == 0 && progress.total < 0)) {
        parts.append(progress.step);
    } else {
        parts.append(format::doneOfTotal(progress.done, progress.total, progress.unit));
    }
    if (progress.rate >= 1) {
        parts.append(format::rate(progress.rate, progress.unit));
    }
    if (progress.left) {
        parts.append(format::left(progress.left->count()));
    }
    parts.removeAll(QString());
    return parts.join(QStringLiteral("   ·   "));
}

} // namespace arborist
