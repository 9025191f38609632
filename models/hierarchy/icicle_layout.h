// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_shape.h"

namespace arborist {

/// One rectangle of an icicle: a node, or neighbours that are too narrow to be told apart.
struct IcicleCell {
    TreeShape::Node node = 0;  ///< the first one of several
    TreeShape::Node nodes = 0; ///< what the rectangle stands for: itself and all that is below
    int row = 0;
    bool merged = false;
    Severity own = Severity::None;   ///< none for merged ones
    Severity under = Severity::None; ///< the worst of all that is below or merged
    double left = 0;
    double width = 0;
};

/// What an icicle shows: the subtrees from `first` to before `last` beside each other.
struct IcicleRange {
    TreeShape::Node first = 0;
    TreeShape::Node last = 0;
    bool operator==(const IcicleRange &) const = default;
};

/// Children under their parents, row by row, each as wide as its subtree is large: one node takes
/// the same width everywhere, so a parent has one node's width more than its children. Neighbours
/// narrower than `smallest` become one cell, and nothing below them is drawn: the work is linear in
/// the nodes passed by, the answer in the width. Row by row, from the left within a row.
std::vector<IcicleCell> layOutIcicle(const TreeShape &shape, IcicleRange range, double width,
                                     double smallest, int rows);

} // namespace arborist
