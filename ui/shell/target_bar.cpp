// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/target_bar.h"

#include "models/common/format.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/target_button.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/state_glyph.h"
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolTip>

namespace arborist {

namespace {

constexpr int gapBetweenParts = 24;

ChipLook lookOf(const stages::Stage &stage, bool inverted)
{
    return {stage.name, stage.colour, stage.isProtected || stage.readOnly, inverted};
}

QPixmap menuSwatch(const QColor &colour, qreal ratio)
{
    QPixmap pixmap(QSize(px(16), px(16)) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(px(2), px(2), px(12), px(12)), 3, 3);
    return pixmap;
}

} // namespace

TargetBar::TargetBar(Session &session, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_button(new TargetButton(this)),
      m_tryNow(plainButton(tr("Try now"), this))
{
    setFixedHeight(px(metrics::targetBar));
    connect(m_button, &TargetButton::clicked, this, &TargetBar::openStageMenu);
    connect(&session, &Session::stateChanged, this, &TargetBar::reload);
    connect(&session, &Session::workspaceChanged, this, &TargetBar::reload);
    connect(&session, &Session::workspaceReread, this, &TargetBar::reload);
    connect(&session, &Session::targetChanged, this, &TargetBar::reload);
    connect(&session, &Session::sourceChanged, this, &TargetBar::reload);
    connect(&session.monitor(), &StageMonitor::checked, this, &TargetBar::reload);
    connect(&session.monitor(), &StageMonitor::checkStarted, this, &TargetBar::reload);
    connect(&session.monitor(), &StageMonitor::contactChanged, this, &TargetBar::reload);
    m_tryNow->hide();
    connect(m_tryNow, &QPushButton::clicked, &session.monitor(), &StageMonitor::tryNow);
    reload();
}

bool TargetBar::isRed() const
{
    const stages::Stage *target = m_session.target();
    return target && target->isProtected;
}

QSize TargetBar::sizeHint() const
{
    return {px(600), px(metrics::targetBar)};
}

void TargetBar::reload()
{
    m_parts.clear();
    const stages::Stage *target = m_session.target();
    const StageContact contact =
        target ? m_session.monitor().contact(target->name) : StageContact();
    m_button->setVisible(target != nullptr);
    m_tryNow->setVisible(target && target->problem.isEmpty() && contact.isLost());
    m_tryNow->setEnabled(contact.state == StageContact::State::NotAnswering);
    if (!target) {
        const bool opening = m_session.state() == Session::State::Opening;
        m_parts.push_back({Kind::Connection,
                           opening ? m_session.opening().title + u'…' : tr("No workspace open"),
                           {},
                           opening ? Glyph::Running : Glyph::Idle});
        layOut();
        return;
    }
    m_button->setLook(lookOf(*target, isRed()));
    const auto known = m_session.workspace()->knownAddress(*target);
    const stages::StageCheck *check = m_session.monitor().last(target->name);
    const bool reachable = check && check->reachable;
    const QString host = known ? known->address() : check ? check->address : QString();
    const QString database = reachable && !check->database.isEmpty() ? check->database
                             : known                                 ? known->database()
                                                                     : QString();
    m_parts.push_back(
        {Kind::Host, host.isEmpty() ? tr("no address") : host, QStringLiteral("network-server")});
    if (!database.isEmpty()) {
        m_parts.push_back({Kind::Database, database, QStringLiteral("server-database")});
    }
    if (reachable) {
        m_parts.push_back({Kind::Version,
                           QStringLiteral("PostgreSQL ") + check->serverVersion,
                           {},
                           Glyph::None,
                           true});
    }
    Part connection{Kind::Connection, tr("Connecting…"), {}, Glyph::Running};
    if (reachable) {
        connection.text = contact.state == StageContact::State::ConnectedAgain
                              ? contact.text()
                              : tr("Connected, %1").arg(format::milliseconds(check->answerMs));
        connection.glyph = Glyph::Ok;
    } else if (!target->problem.isEmpty()) {
        connection.text = tr("No address");
        connection.glyph = Glyph::Drift;
    } else if (contact.isLost()) {
        connection.text = contact.text();
        connection.glyph =
            contact.state == StageContact::State::Reconnecting ? Glyph::Running : Glyph::Failed;
        connection.bold = true;
    }
    m_parts.push_back(connection);
    if (const stages::Stage *source = m_session.source()) {
        m_sourceChip = lookOf(*source, isRed());
        const auto address = m_session.workspace()->knownAddress(*source);
        m_parts.push_back({Kind::SourceLabel, tr("Source"), {}, Glyph::None, true});
        m_parts.push_back({Kind::SourceChip, source->name});
        if (address) {
            m_parts.push_back({Kind::SourceAddress, address->address(), {}, Glyph::None, true});
        }
    }
    layOut();
}

int TargetBar::widthOf(const Part &part) const
{
    if (part.kind == Kind::SourceChip) {
        return chipSize(m_sourceChip).width();
    }
    const QFontMetrics fm(fontFor(part.bold ? FontRole::BodyBold : FontRole::Body));
    const bool sign = part.glyph != Glyph::None || !part.icon.isEmpty();
    return fm.horizontalAdvance(part.text) + 2 + (sign ? px(metrics::icon + 6) : 0);
}

void TargetBar::layOut()
{
    const int margin = px(metrics::pageMargin);
    const int top = isRed() || !m_session.target() ? 0 : px(3);
    const int inner = height() - top - 1;
    const int button = m_button->isVisibleTo(this) ? m_button->sizeHint().width() : 0;
    const int tryNow = m_tryNow->isVisibleTo(this) ? m_tryNow->sizeHint().width() : 0;
    const auto isSource = [](const Part &part) { return part.kind >= Kind::SourceLabel; };
    const auto needed = [&] {
        int sum = margin + button + tryNow;
        for (const Part &part : m_parts) {
            if (part.shown) {
                sum += widthOf(part) + px(isSource(part) ? metrics::gap : gapBetweenParts);
            }
        }
        return sum + margin + px(16);
    };
    for (Part &part : m_parts) {
        part.shown = true;
    }
    for (const std::vector<Kind> &drop :
         {std::vector{Kind::SourceAddress}, std::vector{Kind::SourceLabel, Kind::SourceChip},
          std::vector{Kind::Version}, std::vector{Kind::Database}}) {
        if (needed() <= width()) {
            break;
        }
        for (Part &part : m_parts) {
            part.shown = part.shown && std::find(drop.begin(), drop.end(), part.kind) == drop.end();
        }
    }
    m_button->setGeometry(margin, top + (inner - px(28)) / 2, button, px(28));
    int x = margin + button + (button > 0 ? px(16) : 0);
    for (Part &part : m_parts) {
        if (part.shown && !isSource(part)) {
            const int wide = std::min(widthOf(part), std::max(0, width() - margin - tryNow - x));
            part.place = QRect(x, top, wide, inner);
            x += wide + px(gapBetweenParts);
        }
    }
    m_tryNow->setGeometry(x - px(gapBetweenParts - metrics::gap), top + (inner - px(28)) / 2,
                          tryNow, px(28));
    int right = width() - margin;
    for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
        if (part->shown && isSource(*part)) {
            const int wide = widthOf(*part);
            part->place = QRect(right - wide, top, wide, inner);
            right -= wide + px(metrics::gap);
        }
    }
    setAccessibleName(summary());
    update();
}

QStringList TargetBar::shownParts() const
{
    static const char *const names[] = {"host",   "database",    "version",       "connection",
                                        "source", "source-chip", "source-address"};
    QStringList shown;
    for (const Part &part : m_parts) {
        if (part.shown) {
            shown.append(QString::fromLatin1(names[int(part.kind)]));
        }
    }
    return shown;
}

QString TargetBar::summary() const
{
    QStringList texts;
    if (const stages::Stage *target = m_session.target()) {
        texts.append(target->isProtected ? tr("Target %1, protected").arg(target->name)
                                         : tr("Target %1").arg(target->name));
    }
    for (const Part &part : m_parts) {
        texts.append(part.text);
    }
    return texts.join(QStringLiteral(", "));
}

void TargetBar::paintPart(QPainter &painter, const Part &part) const
{
    const Theme &theme = Theme::current();
    const bool red = isRed();
    QRect rect = part.place;
    if (part.kind == Kind::SourceChip) {
        paintChip(painter, rect, m_sourceChip);
        return;
    }
    const int size = px(metrics::icon);
    const QRect sign(rect.left(), rect.top() + (rect.height() - size) / 2, size, size);
    if (part.glyph != Glyph::None) {
        if (red) {
            paintInvertedGlyph(painter, sign, part.glyph, theme.protectedBar);
        } else {
            paintGlyph(painter, sign, part.glyph);
        }
        rect.setLeft(rect.left() + size + px(6));
    } else if (!part.icon.isEmpty()) {
        painter.drawPixmap(sign.topLeft(),
                           iconPixmap(part.icon, size, red ? theme.protectedText : theme.text2,
                                      devicePixelRatioF()));
        rect.setLeft(rect.left() + size + px(6));
    }
    const bool danger = part.bold && !red;
    painter.setPen(red          ? (part.quiet ? theme.protectedText2 : theme.protectedText)
                   : danger     ? theme.textIn(Tone::Danger)
                   : part.quiet ? theme.text2
                                : theme.text);
    painter.setFont(fontFor(part.bold ? FontRole::BodyBold : FontRole::Body));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(part.text, Qt::ElideMiddle, rect.width()));
}

void TargetBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const stages::Stage *target = m_session.target();
    painter.fillRect(rect(), isRed() ? theme.protectedBar : theme.base);
    if (target && !isRed()) {
        painter.fillRect(QRect(0, 0, width(), px(3)), theme.stageColour(target->colour));
    }
    if (!isRed()) {
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
    }
    for (const Part &part : m_parts) {
        if (part.shown) {
            paintPart(painter, part);
            if (part.kind == Kind::SourceLabel) {
                painter.fillRect(
                    QRect(part.place.left() - px(17), part.place.center().y() - px(9), 1, px(20)),
                    isRed() ? mixed(theme.protectedText2, theme.protectedBar, 0.5) : theme.border);
            }
        }
    }
}

void TargetBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

bool TargetBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), summary(), this);
        return true;
    }
    return QWidget::event(event);
}

void TargetBar::fillMenu(QMenu &menu)
{
    const auto workspace = m_session.workspace();
    for (const stages::Stage &stage : workspace->stages()) {
        const auto address = workspace->knownAddress(stage);
        QString text = stage.name;
        if (stage.isProtected) {
            text += QStringLiteral(", ") + tr("protected");
        }
        if (address) {
            // What follows a tab stands in a column of its own.
            text += u'\t' + address->database() + QStringLiteral(", ") + address->address();
        }
        QAction *action = menu.addAction(text.replace(u'&', QStringLiteral("&&")));
        action->setIcon(
            QIcon(menuSwatch(Theme::current().stageColour(stage.colour), devicePixelRatioF())));
        QFont font = menu.font();
        font.setBold(stage.name == m_session.targetName());
        action->setFont(font);
        connect(action, &QAction::triggered, this,
                [this, name = stage.name] { m_session.setTarget(name); });
    }
}

void TargetBar::openStageMenu()
{
    if (!m_session.workspace()) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Stages"));
    fillMenu(*menu);
    menu->popup(m_button->mapToGlobal(QPoint(0, m_button->height() + px(4))));
}

} // namespace arborist
