// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace arborist {

/// What a text is for; sizes follow the desktop's font.
enum class FontRole {
    Body, ///< the desktop's size (13 px where the font is 10 pt at 96 dpi)
    BodyBold,
    Table, ///< tables, section heads, inspectors: 1 px less
    TableBold,
    Caption, ///< captions, axis labels, badges, legends: 2 px less
    CaptionBold,
    EmptyTitle, ///< 3 px more, bold
    Title,      ///< 5 px more, bold
    Code,       ///< fixed width, as tables
    CodeSmall,  ///< fixed width, as captions
};

QFont fontFor(FontRole role);

/// A length given for a 13 px font, scaled to the font in use; never below the given length.
int px(int length);

/// Heights and widths of the window's parts, in pixels for a 13 px font (use with px()).
namespace metrics {
inline constexpr int targetBar = 40;
inline constexpr int pageHeader = 48;
inline constexpr int toolRow = 40;
inline constexpr int sectionHead = 28;
inline constexpr int tabRow = 32;
inline constexpr int jobsBar = 32;
inline constexpr int row = 24;
inline constexpr int tallRow = 40;
inline constexpr int input = 28;
inline constexpr int dialogButton = 32;
inline constexpr int buttonWidth = 80;
inline constexpr int pageMargin = 16;
inline constexpr int paneMargin = 12;
inline constexpr int gap = 8;
inline constexpr int radius = 4;
inline constexpr int chip = 20;
inline constexpr int glyph = 14;
inline constexpr int icon = 16;
inline constexpr int narrowWindow = 900; ///< below, the page list shrinks to icons
} // namespace metrics

} // namespace arborist
