// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/gantt_tools.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include <QHBoxLayout>
#include <QToolButton>

namespace arborist {

GanttTools::GanttTools(int height, QWidget *parent) : QWidget(parent), m_height(height)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(px(4), 0, 0, 0);
    row->setSpacing(0);
    m_differing = add("view-filter", tr("Only items whose stored dates differ"));
    m_differing->setCheckable(true);
    m_differing->setObjectName(QStringLiteral("onlyDiffering"));
    QToolButton *out = add("list-remove", tr("Zoom out (−)"));
    QToolButton *in = add("list-add", tr("Zoom in (+)"));
    QToolButton *fit = add("zoom-fit-best", tr("Show all dates (0)"));
    connect(m_differing, &QToolButton::toggled, this, &GanttTools::differingToggled);
    connect(out, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(-1); });
    connect(in, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(1); });
    connect(fit, &QToolButton::clicked, this, [this] { Q_EMIT zoomRequested(0); });
    adjustSize();
}

QToolButton *GanttTools::add(const char *iconName, const QString &tip)
{
    auto *button = new QToolButton;
    button->setIcon(icon(QLatin1String(iconName), IconTone::Text2));
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFixedHeight(m_height);
    layout()->addWidget(button);
    return button;
}

void GanttTools::setDiffering(bool differing)
{
    m_differing->setChecked(differing);
}

} // namespace arborist
