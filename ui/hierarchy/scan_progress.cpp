// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/scan_progress.h"

#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/loading_skeleton.h"
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace arborist {
namespace {

constexpr int kShowAfterMs = 300;
constexpr int kSteps = 1'000;

} // namespace

ScanProgress::ScanProgress(QWidget *parent)
    : QWidget(parent),
      m_skeleton(new LoadingSkeleton({240, 60, 40, 50, 50, 60, 90, 80, 70}, metrics::row, this)),
      m_panel(new QWidget(this)),
      m_title(new Label(FontRole::EmptyTitle)),
      m_text(new Label(FontRole::Body, Tone::Muted)),
      m_bar(new QProgressBar)
{
    m_panel->setBackgroundRole(QPalette::Base);
    m_panel->setAutoFillBackground(true);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(px(360), px(6));
    m_bar->setAccessibleName(tr("Progress of the scan"));
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignCenter);
    auto *cancel = plainButton(tr("Cancel"));
    auto *column = new QVBoxLayout(m_panel);
    column->setContentsMargins(px(40), px(24), px(40), px(24));
    column->setSpacing(px(12));
    column->addWidget(m_title);
    column->addWidget(m_bar, 0, Qt::AlignHCenter);
    column->addWidget(m_text);
    column->addWidget(cancel, 0, Qt::AlignHCenter);
    connect(cancel, &QPushButton::clicked, this, &ScanProgress::cancelClicked);
}

void ScanProgress::begin(const QString &title)
{
    m_title->setText(title);
    m_text->setText(tr("Connecting"));
    m_bar->setRange(0, 0);
    m_panel->hide();
    QTimer::singleShot(kShowAfterMs, m_panel, &QWidget::show);
}

void ScanProgress::setProgress(const Progress &progress)
{
    m_bar->setRange(0, progress.fraction < 0 ? 0 : kSteps);
    m_bar->setValue(int(progress.fraction * kSteps));
    QStringList parts{progress.step};
    if (progress.done > 0)
        parts << format::doneOfTotal(progress.done, progress.total, progress.unit);
    if (progress.left)
        parts << format::left(progress.left->count());
    m_text->setText(parts.join(QStringLiteral(" · ")));
}

void ScanProgress::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_skeleton->setGeometry(rect());
    const QSize size = m_panel->sizeHint().expandedTo({px(480), 0});
    m_panel->setGeometry((width() - size.width()) / 2, (height() - size.height()) * 2 / 5,
                         size.width(), size.height());
}

} // namespace arborist
