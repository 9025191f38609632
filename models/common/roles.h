// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <Qt>

namespace arborist {

/// Meaning of a colour; never shown without a shape, a word or a position beside it.
enum class Tone { Plain, Muted, Ok, Drift, Danger, Info };

/// Small round signs before a state's word. Their shapes alone tell them apart.
enum class Glyph {
    None,
    Ok,      ///< disc with tick: reachable, verified, done
    Applied, ///< tick on a tinted disc
    Pending, ///< hollow ring in the information colour
    Idle,    ///< hollow grey ring: not running, unknown
    Running, ///< grey ring with a filled quarter
    Drift,   ///< triangle: differs, edited
    Skipped, ///< ring with bar: skipped, cancelled
    Failed,  ///< disc with cross
    Moved,   ///< ring with two arrows past each other: out of order
    Clock,   ///< warning ring with hands: another time than expected
    Missing, ///< dashed ring: what should be there is not
};

/// Item data roles that delegates and proxies share.
enum Role : int {
    SortRole = Qt::UserRole + 1, ///< raw value, of the type to be compared
    SecondLineRole,              ///< caption under the text (QString)
    ToneRole,                    ///< int of Tone: colour of the text
    GlyphRole,                   ///< int of Glyph before the text
    IconNameRole,                ///< theme icon before the text (QString)
    SeriesRole,                  ///< QList<double> of a sparkline
    FullTextRole,                ///< what copying and tooltips use where the text is shortened
    FirstFreeRole,               ///< a model's own roles begin here
};

} // namespace arborist
