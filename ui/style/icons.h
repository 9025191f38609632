// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace arborist {

/// What an icon's colour follows; it changes with the palette.
enum class IconTone {
    Text,   ///< buttons
    Text2,  ///< labels
    Accent, ///< the current page
    Disabled,
    OnAccent,   ///< on primary buttons
    White,      ///< on the protected bar
    WhiteMuted, ///< its secondary texts
};

/// An icon of the desktop's theme, of Breeze where the theme lacks it, or a plain drawing of our
/// own where neither is installed. Drawn in the tone's colour; greyed when disabled.
QIcon icon(const QString &name, IconTone tone = IconTone::Text);

/// The same drawing in a fixed colour, for delegates. `ratio` is the device pixel ratio.
QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal ratio);

/// Points QIcon's fallback at Breeze; called once at start.
void setUpIcons();

} // namespace arborist
