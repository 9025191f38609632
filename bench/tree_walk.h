// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTreeView;

namespace arborist::bench {

/// How long steps through a tree took, each with the painting that follows it.
struct TreeWalk {
    double expandLongestMs = 0;
    double scrollMedianMs = 0;
    double scrollLongestMs = 0;
};

/// Opens organizations and the first items in them level by level, then scrolls: by pages, to the
/// end, to the middle.
TreeWalk walkTree(QTreeView &tree);

} // namespace arborist::bench
