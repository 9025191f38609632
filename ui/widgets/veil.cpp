// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/veil.h"

#include "ui/style/theme.h"
#include <QEvent>
#include <QPainter>

namespace arborist {

namespace {
/// Leaves text at about the contrast of secondary text.
constexpr qreal kOpacity = 0.34;
} // namespace

Veil::Veil(QWidget *view, QWidget *host) : QWidget(host), m_view(view)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    for (QWidget *each = view; each && each != host; each = each->parentWidget())
        each->installEventFilter(this);
}

void Veil::setOn(bool on)
{
    if (m_on != on) {
        m_on = on;
        place();
    }
}

bool Veil::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    if (m_on && (type == QEvent::Show || type == QEvent::Hide || type == QEvent::ShowToParent ||
                 type == QEvent::HideToParent || type == QEvent::Move || type == QEvent::Resize))
        place();
    return QWidget::eventFilter(watched, event);
}

void Veil::place()
{
    const bool shown = m_on && m_view->isVisibleTo(parentWidget());
    if (shown) {
        setGeometry(QRect(m_view->mapTo(parentWidget(), QPoint()), m_view->size()));
        raise();
    }
    setVisible(shown);
}

void Veil::paintEvent(QPaintEvent *)
{
    QColor colour = Theme::current().base;
    colour.setAlphaF(kOpacity);
    QPainter(this).fillRect(rect(), colour);
}

} // namespace arborist
