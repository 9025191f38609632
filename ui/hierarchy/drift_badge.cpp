// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/drift_badge.h"

#include "ui/style/metrics.h"
#include <QFontMetrics>
#include <QPainter>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

BadgeColours badgeColours(KindClass of)
{
    const Theme &theme = Theme::current();
    const ToneColours &tone = theme.tone(toneOf(of));
    if (theme.dark)
        return {tone.fill, QColor(0x14, 0x17, 0x1A)};
    if (of == KindClass::Derived)
        return {QColor(0xF3, 0xC2, 0x72), QColor(0x4A, 0x29, 0x00)};
    return {tone.text, Qt::white};
}

Tone toneOf(Kind kind)
{
    return toneOf(classOf(kind));
}

Tone toneOf(KindClass of)
{
    switch (of) {
    case KindClass::Structure:
        return Tone::Danger;
    case KindClass::Derived:
        return Tone::Drift;
    case KindClass::Data:
        return Tone::Info;
    }
    return Tone::Drift;
}

int badgeWidth(Kind kind)
{
    const QFontMetrics metrics(fontFor(FontRole::CaptionBold));
    return std::max(px(22), metrics.horizontalAdvance(id(kind)) + px(8));
}

int paintBadge(QPainter &painter, const QRect &place, const Badge &badge)
{
    const Theme &theme = Theme::current();
    const int height = px(16);
    const QRectF box(place.left(), place.top() + (place.height() - height + 1) / 2,
                     badgeWidth(badge.kind), height);
    const QRectF outline = box.adjusted(0.5, 0.5, -0.5, -0.5);
    QColor text;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (badge.state == DriftState::Origin) {
        const BadgeColours colours = badgeColours(classOf(badge.kind));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.box);
        painter.drawRoundedRect(box, 3, 3);
        text = colours.text;
    } else {
        const bool inFlight = badge.state == DriftState::InFlight;
        const ToneColours &tone = theme.tone(toneOf(badge.kind));
        QPen pen(inFlight ? theme.edge : tone.fill, 1);
        if (inFlight)
            pen.setDashPattern({3, 2});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(outline, 3, 3);
        text = inFlight ? theme.text2 : tone.text;
    }
    painter.setFont(
        fontFor(badge.state == DriftState::Origin ? FontRole::CaptionBold : FontRole::Caption));
    painter.setPen(text);
    painter.drawText(box, Qt::AlignCenter, id(badge.kind));
    painter.restore();
    return int(box.width());
}

} // namespace arborist
