// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/opening_view.h"

#include "ui/shell/job_row.h"
#include "ui/shell/session.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/icon_disc.h"
#include "ui/widgets/label.h"
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

OpeningView::OpeningView(Session &session, QWidget *parent)
    : QStackedWidget(parent),
      m_session(session),
      m_empty(new EmptyState(QStringLiteral("document-open-folder"))),
      m_error(new ErrorState)
{
    m_progress = makeProgress();
    addWidget(m_progress);
    addWidget(m_empty);
    addWidget(m_error);
    m_empty->setTexts(
        tr("No workspace open"),
        tr("A workspace is a project folder with its .env files, or the address of one "
           "database. The demo brings a database of its own."));
    m_empty->setButtons(tr("Open folder…"), tr("Open the demo"));
    m_error->setIconName(QStringLiteral("document-open-folder"));
    m_error->setSecondButton(tr("Open folder…"));
    m_sampling.setInterval(100);
    connect(&m_sampling, &QTimer::timeout, this, &OpeningView::sample);
    connect(&session, &Session::stateChanged, this, &OpeningView::reload);
    connect(m_empty, &EmptyState::primaryClicked, this, &OpeningView::openFolderRequested);
    connect(m_empty, &EmptyState::secondClicked, this, &OpeningView::openDemoRequested);
    connect(m_error, &ErrorState::retryClicked, &session, &Session::reopen);
    connect(m_error, &ErrorState::secondClicked, this, &OpeningView::openFolderRequested);
    reload();
}

QWidget *OpeningView::makeProgress()
{
    auto *page = new QWidget;
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    m_title = new Label(FontRole::EmptyTitle);
    m_step = new Label(FontRole::Body, Tone::Muted);
    m_step->setAlignment(Qt::AlignCenter);
    m_step->setFixedWidth(px(440));
    m_step->setElide(Qt::ElideRight);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setFixedSize(px(320), px(6));
    m_bar->setAccessibleName(tr("Progress of opening"));
    auto *cancel = plainButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this,
            [this] { m_session.jobs().cancel(m_session.openingJob()); });

    auto *column = new QVBoxLayout(page);
    column->setSpacing(0);
    column->addStretch(4);
    column->addWidget(new IconDisc(QStringLiteral("server-database")), 0, Qt::AlignHCenter);
    column->addSpacing(px(16));
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addSpacing(px(16));
    column->addWidget(m_bar, 0, Qt::AlignHCenter);
    column->addSpacing(px(10));
    column->addWidget(m_step, 0, Qt::AlignHCenter);
    column->addSpacing(px(20));
    column->addWidget(cancel, 0, Qt::AlignHCenter);
    column->addStretch(6);
    return page;
}

void OpeningView::reload()
{
    m_sampling.stop();
    switch (m_session.state()) {
    case Session::State::Opening:
        m_title->setText(m_session.opening().title);
        m_bar->setValue(0);
        m_step->setFullText({});
        m_sampling.start();
        setCurrentWidget(m_progress);
        break;
    case Session::State::Failed: {
        const Error &error = *m_session.openError();
        if (error.kind() == ErrorKind::Cancelled) {
            setCurrentWidget(m_empty);
            break;
        }
        m_error->setError(tr("The workspace could not be opened"), m_session.opening().title, error,
                          QDateTime::currentDateTime());
        setCurrentWidget(m_error);
        break;
    }
    case Session::State::Empty:
    case Session::State::Open:
        setCurrentWidget(m_empty);
        break;
    }
}

void OpeningView::sample()
{
    const auto progress = m_session.jobs().progress(m_session.openingJob());
    if (!progress) {
        return;
    }
    m_bar->setValue(progress->fraction < 0 ? 0 : int(progress->fraction * 1000));
    const QString details = JobRow::detailsOf(*progress);
    m_step->setFullText(details == progress->step || details.isEmpty()
                            ? progress->step
                            : progress->step + QStringLiteral("   ·   ") + details);
}

} // namespace arborist
