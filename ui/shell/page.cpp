// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page.h"

#include "ui/shell/out_of_date.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/view_export.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/line.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

namespace {

/// Between the two reference windows the width grows evenly.
int widthFor(const Page::PaneWidth &pane, int window)
{
    const double share = std::clamp((window - 1366) / double(1920 - 1366), 0.0, 1.0);
    return px(pane.at1366 + int(share * (pane.at1920 - pane.at1366)));
}

} // namespace

Page::Page(Session &session, const QString &key, const QString &title, const QString &iconName,
           QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_key(key),
      m_title(title),
      m_iconName(iconName),
      m_header(new PageHeader(title)),
      m_tools(new ToolRow),
      m_stack(new QStackedWidget),
      m_panes(new QSplitter(Qt::Horizontal))
{
    setObjectName(key);
    setAccessibleName(title);
    m_stack->addWidget(m_panes);
    m_panes->setChildrenCollapsible(false);
    m_panes->setHandleWidth(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_tools);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(m_stack, 1);
    connect(m_panes, &QSplitter::splitterMoved, this, &Page::savePanes);
}

void Page::setPanes(QWidget *left, PaneWidth leftWidth, QWidget *main, QWidget *inspector,
                    PaneWidth inspectorWidth)
{
    m_left = left;
    m_leftWidth = leftWidth;
    m_inspector = inspector;
    m_inspectorWidth = inspectorWidth;
    if (left) {
        m_panes->addWidget(left);
        left->setMinimumWidth(px(120));
    }
    m_panes->addWidget(main);
    m_panes->setStretchFactor(m_panes->count() - 1, 1);
    if (inspector) {
        m_panes->addWidget(inspector);
        inspector->setMinimumWidth(px(200));
        m_drawerButton = new QToolButton;
        m_drawerButton->setText(tr("Details"));
        m_drawerButton->setAccessibleName(tr("Show details"));
        m_drawerButton->setCheckable(true);
        m_drawerButton->setToolButtonStyle(Qt::ToolButtonTextOnly);
        m_drawerButton->hide();
        m_tools->addRight(m_drawerButton);
        connect(m_drawerButton, &QToolButton::toggled, this, [this](bool open) {
            m_drawerOpen = open;
            m_inspector->setVisible(!m_compact || open);
        });
    }
}

void Page::addNote(QWidget *note)
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_stack), note);
}

void Page::showInstead(QWidget *widget)
{
    if (widget && m_stack->indexOf(widget) < 0) {
        m_stack->addWidget(widget);
    }
    m_stack->setCurrentWidget(widget ? widget : m_panes);
    updateOutOfDate();
}

void Page::setStatus(Glyph glyph, const QString &text)
{
    m_header->setStatus(glyph, text);
}

void Page::setAttention(bool attention)
{
    if (attention != m_attention) {
        m_attention = attention;
        Q_EMIT attentionChanged(attention);
    }
}

void Page::greyWhileLost(std::initializer_list<QWidget *> views)
{
    m_outOfDate = new OutOfDate(m_session, [this] { return showsAnswers(); });
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_stack), m_outOfDate);
    for (QWidget *view : views)
        m_outOfDate->cover(view, this);
    connect(m_outOfDate, &OutOfDate::lostChanged, this, &Page::lostChanged);
}

void Page::updateOutOfDate()
{
    if (m_outOfDate)
        m_outOfDate->reload();
}

bool Page::isTargetLost() const
{
    return m_session.monitor().contact(m_session.targetName()).isLost();
}

void Page::exportView(const ExportableView &view)
{
    const QString stage = m_session.targetName();
    askAndExport(m_session, this, stage.isEmpty() ? QString() : stage + u'-', view,
                 [this](const Error &error) { showExportError(error); });
}

void Page::showExportError(const Error &error)
{
    setStatus(Glyph::Failed, error.message());
}

void Page::setCompact(bool compact)
{
    m_compact = compact;
    if (m_inspector) {
        m_drawerButton->setVisible(compact);
        m_inspector->setVisible(!compact || m_drawerOpen);
    }
}

void Page::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (isVisible()) {
        placePanes();
    }
}

void Page::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    placePanes();
}

void Page::placePanes()
{
    const int whole = width();
    const QVariantList saved = settings().value(QStringLiteral("panes/") + m_key).toList();
    if (m_placed && !saved.isEmpty()) {
        return; // the splitter keeps what the user has chosen
    }
    m_placed = true;
    const int window = this->window()->width();
    int left = m_left ? widthFor(m_leftWidth, window) : 0;
    int right = m_inspector ? widthFor(m_inspectorWidth, window) : 0;
    if (saved.size() == 2) {
        left = m_left ? saved[0].toInt() : 0;
        right = m_inspector ? saved[1].toInt() : 0;
    }
    QList<int> sizes;
    if (m_left) {
        sizes.append(left);
    }
    sizes.append(std::max(px(200), whole - left - right));
    if (m_inspector) {
        sizes.append(right);
    }
    m_panes->setSizes(sizes);
}

void Page::savePanes()
{
    settings().setValue(
        QStringLiteral("panes/") + m_key,
        QVariantList{m_left ? m_left->width() : 0, m_inspector ? m_inspector->width() : 0});
}

} // namespace arborist
