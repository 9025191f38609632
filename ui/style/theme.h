// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QColor>
#include <QPalette>
#include <QString>
#include <array>

namespace arborist {

/// A semantic colour: `text` for words and numbers, `fill` for shapes, `tint` for backgrounds.
struct ToneColours {
    QColor text, fill, tint;
};

/// One layer of the stacked chart.
struct StackColours {
    QColor fill, edge;
};

enum class ColourScheme { System, Light, Dark };

/// Every colour of the window. Window, base, text and accent are the palette's; the others come in
/// a light and a dark set, chosen by the lightness of QPalette::Base.
class Theme
{
public:
    /// The colours for the application's palette as it is now; worked out again when it changes.
    static const Theme &current();

    /// Applies a scheme to the application: the desktop's palette, or one of our own. Where the
    /// desktop has none (plain Fusion), our light one stands in for it.
    static void apply(ColourScheme scheme);
    static ColourScheme scheme();
    static QPalette palette(bool dark);

    bool dark = false;
    QColor window, base, text, text2, disabled, edge, border, hairline;
    QColor accent, onAccent, selection, selectionInactive, hover;
    QColor bar, track, quarterLine, gridLine, scrollThumb, disc;
    QColor protectedBar, protectedText, protectedText2;
    std::array<StackColours, 5> stack; ///< structure, data, dates, counts and sums, path and depth

    const ToneColours &tone(Tone tone) const;
    /// Colour of text in that tone.
    QColor textIn(Tone tone) const;

    /// Chip background and chart series of a stage; grey for unknown names.
    QColor stageColour(const QString &name) const;
    QColor stageText() const; ///< on a chip
    /// The light set's colour, for text on a white chip.
    static QColor lightStageColour(const QString &name);

private:
    explicit Theme(const QPalette &palette);
    ToneColours m_ok, m_drift, m_danger, m_info;
    ToneColours m_plain, m_muted;
};

/// `share` (0..1) of `over` on `under`.
QColor mixed(const QColor &over, const QColor &under, double share);

} // namespace arborist
