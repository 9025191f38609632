// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_roles.h"
#include "ui/style/theme.h"
#include <QRect>

class QPainter;

namespace arborist {

/// Colours of a class of kinds: structure is danger, derived values are drift, data is information.
Tone toneOf(hierarchy::Kind kind);
Tone toneOf(hierarchy::KindClass of);

/// A filled badge's box and text.
struct BadgeColours {
    QColor box, text;
};
BadgeColours badgeColours(hierarchy::KindClass of);

/// The id of a kind in a small box: filled where drift began, outlined where it was inherited,
/// dashed where the item is being changed.
int badgeWidth(hierarchy::Kind kind);
/// Draws it at the left of `place`, centred in height; returns its width.
int paintBadge(QPainter &painter, const QRect &place, const Badge &badge);

} // namespace arborist
