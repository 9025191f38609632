// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/arborist_style.h"
#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QWidget>
#include <algorithm>

namespace arborist::paint {

namespace {

bool enabled(const QStyleOption &option)
{
    return option.state & QStyle::State_Enabled;
}

bool focusedByKeyboard(const QStyleOption &option)
{
    return (option.state & QStyle::State_HasFocus) &&
           (option.state & QStyle::State_KeyboardFocusChange);
}

bool pressed(const QStyleOption &option)
{
    return option.state & (QStyle::State_Sunken | QStyle::State_On);
}

bool hovered(const QStyleOption &option)
{
    return enabled(option) && (option.state & QStyle::State_MouseOver);
}

/// Lets a surface answer to the pointer: 5 % towards the text when hovered, 10 % when pressed.
QColor reacting(const QColor &surface, const QStyleOption &option)
{
    const double share = pressed(option) ? 0.10 : hovered(option) ? 0.05 : 0;
    return mixed(Theme::current().text, surface, share);
}

QString variantOf(const QWidget *widget)
{
    return widget ? widget->property(variant::property).toString() : QString();
}

} // namespace

void chevron(QPainter &painter, const QRectF &rect, Qt::ArrowType direction, const QColor &colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    painter.rotate(direction == Qt::RightArrow  ? 0
                   : direction == Qt::DownArrow ? 90
                   : direction == Qt::LeftArrow ? 180
                                                : 270);
    const double s = px(7) / 2.0;
    QPainterPath path;
    path.moveTo(-s * 0.5, -s);
    path.lineTo(s * 0.5, 0);
    path.lineTo(-s * 0.5, s);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.restore();
}

void roundedBox(QPainter &painter, const QRect &rect, const QColor &fill, const QColor &edge,
                qreal radius, qreal edgeWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hasEdge = edge.alpha() > 0;
    const qreal inset = hasEdge ? edgeWidth / 2 : 0;
    painter.setPen(hasEdge ? QPen(edge, edgeWidth) : QPen(Qt::NoPen));
    painter.setBrush(fill.alpha() > 0 ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius - inset,
                            radius - inset);
    painter.restore();
}

void pushButtonBevel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const Theme &theme = Theme::current();
    const QString kind = variantOf(widget);
    const bool on = enabled(option);
    if (kind == QLatin1String(variant::primary) || kind == QLatin1String(variant::danger)) {
        const QColor strong =
            kind == QLatin1String(variant::danger) ? QColor(0xC9, 0x36, 0x2D) : theme.accent;
        const QColor fill = on ? mixed(QColor(Qt::black), strong,
                                       pressed(option)   ? 0.16
                                       : hovered(option) ? 0.08
                                                         : 0)
                               : theme.track;
        roundedBox(painter, option.rect, fill, Qt::transparent, metrics::radius);
    } else if (kind == QLatin1String(variant::flat)) {
        if (hovered(option) || pressed(option)) {
            roundedBox(painter, option.rect, reacting(theme.window, option), Qt::transparent,
                       metrics::radius);
        }
    } else {
        const QColor surface = theme.dark ? theme.window : theme.base;
        roundedBox(painter, option.rect, reacting(surface, option), on ? theme.edge : theme.border,
                   metrics::radius);
    }
    if (focusedByKeyboard(option)) {
        const bool filled = kind == QLatin1String(variant::primary);
        roundedBox(painter, filled ? option.rect.adjusted(2, 2, -2, -2) : option.rect,
                   Qt::transparent, filled ? theme.onAccent : theme.accent, metrics::radius, 2);
    }
}

void pushButtonLabel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const Theme &theme = Theme::current();
    const QString kind = variantOf(widget);
    QColor colour = theme.text;
    if (!enabled(option)) {
        colour = theme.disabled;
    } else if (kind == QLatin1String(variant::primary)) {
        colour = theme.onAccent;
    } else if (kind == QLatin1String(variant::danger)) {
        colour = Qt::white;
    } else if (kind == QLatin1String(variant::flat)) {
        colour = theme.accent;
    }
    const int icon = option.icon.isNull() ? 0 : px(metrics::icon);
    const int gap = icon > 0 && !option.text.isEmpty() ? px(6) : 0;
    const int text = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    int x = option.rect.left() + (option.rect.width() - icon - gap - text) / 2;
    if (icon > 0) {
        const QRect place(x, option.rect.top() + (option.rect.height() - icon) / 2, icon, icon);
        option.icon.paint(&painter, place, Qt::AlignCenter,
                          enabled(option) ? QIcon::Normal : QIcon::Disabled);
        x += icon + gap;
    }
    painter.setPen(colour);
    painter.drawText(QRect(x, option.rect.top(), text + 4, option.rect.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic, option.text);
}

void toolButton(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget)
{
    const Theme &theme = Theme::current();
    const QColor surface =
        widget ? widget->palette().color(widget->backgroundRole()) : theme.window;
    if (hovered(option) || pressed(option)) {
        roundedBox(painter, option.rect, reacting(surface, option), Qt::transparent,
                   metrics::radius);
    }
    const QIcon::Mode mode = enabled(option) ? QIcon::Normal : QIcon::Disabled;
    const int icon = px(metrics::icon);
    const bool hasIcon = !option.icon.isNull() && option.toolButtonStyle != Qt::ToolButtonTextOnly;
    const bool hasText = option.toolButtonStyle != Qt::ToolButtonIconOnly && !option.text.isEmpty();
    const QRect &r = option.rect;
    if (hasIcon && !hasText) {
        option.icon.paint(
            &painter,
            QRect(r.left() + (r.width() - icon) / 2, r.top() + (r.height() - icon) / 2, icon, icon),
            Qt::AlignCenter, mode);
    } else {
        int x = r.left() + px(8);
        if (hasIcon) {
            option.icon.paint(&painter, QRect(x, r.top() + (r.height() - icon) / 2, icon, icon),
                              Qt::AlignCenter, mode);
            x += icon + px(6);
        }
        painter.setPen(enabled(option) ? option.palette.color(QPalette::WindowText)
                                       : theme.disabled);
        painter.setFont(option.font);
        painter.drawText(QRect(x, r.top(), r.right() - x, r.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic, option.text);
        if (option.features & QStyleOptionToolButton::HasMenu) {
            chevron(painter, QRectF(r.right() - px(20), r.top(), px(14), r.height()), Qt::DownArrow,
                    enabled(option) ? theme.text2 : theme.disabled);
        }
    }
    if (focusedByKeyboard(option)) {
        roundedBox(painter, option.rect, Qt::transparent, theme.accent, metrics::radius, 2);
    }
}

void lineEdit(QPainter &painter, const QStyleOptionFrame &option, const QWidget *widget)
{
    const Theme &theme = Theme::current();
    const bool focus = option.state & QStyle::State_HasFocus;
    const bool valid = widget && widget->property("valid").toBool();
    roundedBox(painter, option.rect, enabled(option) ? theme.base : theme.window,
               valid             ? theme.tone(Tone::Ok).fill
               : focus           ? theme.accent
               : enabled(option) ? theme.edge
                                 : theme.border,
               metrics::radius, focus ? 2 : 1);
}

void checkBox(QPainter &painter, const QStyleOption &option)
{
    const Theme &theme = Theme::current();
    const bool on = option.state & QStyle::State_On;
    const bool partly = option.state & QStyle::State_NoChange;
    const QColor mark = enabled(option) ? theme.accent : theme.disabled;
    const int side = std::min({option.rect.width(), option.rect.height(), px(16)});
    QRect box(0, 0, side, side);
    box.moveCenter(option.rect.center());
    roundedBox(painter, box, on || partly ? mark : theme.base,
               on || partly      ? mark
               : enabled(option) ? theme.edge
                                 : theme.border,
               3);
    if (!on && !partly)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(side / 16.0, side / 16.0);
    painter.setPen(QPen(theme.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(on ? QPolygonF({{4.2, 8.4}, {7.0, 11.2}, {12.0, 5.2}})
                            : QPolygonF({{4.5, 8.0}, {11.5, 8.0}}));
    painter.restore();
}

void radioButton(QPainter &painter, const QStyleOption &option)
{
    const Theme &theme = Theme::current();
    const bool on = option.state & QStyle::State_On;
    const QColor mark = enabled(option) ? theme.accent : theme.disabled;
    const int side = std::min({option.rect.width(), option.rect.height(), px(16)});
    QRect box(0, 0, side, side);
    box.moveCenter(option.rect.center());
    const QColor edge = enabled(option) ? theme.edge : theme.border;
    roundedBox(painter, box, on ? mark : theme.base, on ? mark : edge, side / 2.0);
    if (!on)
        return;
    const int inset = side * 5 / 16;
    const QRect dot = box.adjusted(inset, inset, -inset, -inset);
    roundedBox(painter, dot, theme.onAccent, Qt::transparent, dot.width() / 2.0);
}

void spinBoxEdge(QPainter &painter, const QStyleOption &option)
{
    const Theme &theme = Theme::current();
    const bool focus = option.state & QStyle::State_HasFocus;
    roundedBox(painter, option.rect, Qt::transparent,
               focus             ? theme.accent
               : enabled(option) ? theme.edge
                                 : theme.border,
               metrics::radius, focus ? 2 : 1);
}

void comboBox(QPainter &painter, const QStyleOptionComboBox &option)
{
    const Theme &theme = Theme::current();
    const bool focus = focusedByKeyboard(option);
    roundedBox(painter, option.rect, enabled(option) ? theme.base : theme.window,
               focus             ? theme.accent
               : enabled(option) ? theme.edge
                                 : theme.border,
               metrics::radius, focus ? 2 : 1);
    chevron(painter,
            QRectF(option.rect.right() - px(22), option.rect.top(), px(16), option.rect.height()),
            Qt::DownArrow, enabled(option) ? theme.text2 : theme.disabled);
}

void comboBoxLabel(QPainter &painter, const QStyleOptionComboBox &option)
{
    const Theme &theme = Theme::current();
    const QRect place = option.rect.adjusted(px(10), 0, -px(26), 0);
    painter.setPen(enabled(option) ? theme.text : theme.disabled);
    painter.drawText(
        place, Qt::AlignLeft | Qt::AlignVCenter,
        option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, place.width()));
}

void tabShape(QPainter &painter, const QStyleOptionTab &option)
{
    const Theme &theme = Theme::current();
    if (option.state & QStyle::State_Selected) {
        painter.fillRect(QRect(option.rect.left() + px(8), option.rect.bottom() - 1,
                               option.rect.width() - px(16), 2),
                         theme.accent);
    }
    if (focusedByKeyboard(option)) {
        roundedBox(painter, option.rect.adjusted(2, 2, -2, -3), Qt::transparent, theme.accent,
                   metrics::radius, 2);
    }
}

void tabLabel(QPainter &painter, const QStyleOptionTab &option)
{
    const Theme &theme = Theme::current();
    const bool strong = option.state & (QStyle::State_Selected | QStyle::State_MouseOver);
    painter.setPen(!enabled(option) ? theme.disabled : strong ? theme.text : theme.text2);
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextHideMnemonic, option.text);
}

void progressBar(QPainter &painter, const QStyleOptionProgressBar &option)
{
    const Theme &theme = Theme::current();
    const int height = std::min(option.rect.height(), px(6));
    const QRect track(option.rect.left(), option.rect.top() + (option.rect.height() - height) / 2,
                      option.rect.width(), height);
    roundedBox(painter, track, theme.track, Qt::transparent, 2);
    if (option.maximum > option.minimum && option.progress > option.minimum) {
        const double share =
            double(option.progress - option.minimum) / double(option.maximum - option.minimum);
        QRect done = track;
        done.setWidth(std::max(3, int(track.width() * share)));
        roundedBox(painter, done, theme.accent, Qt::transparent, 2);
    }
}

} // namespace arborist::paint
