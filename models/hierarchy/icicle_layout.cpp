// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/icicle_layout.h"

#include <algorithm>

namespace arborist {

namespace {

using Node = TreeShape::Node;

/// Places siblings from the left; narrow ones gather until a wide one comes.
class Siblings
{
public:
    Siblings(const TreeShape &shape, double scale, double smallest, std::vector<IcicleCell> &cells)
        : m_shape(shape),
          m_scale(scale),
          m_smallest(smallest),
          m_cells(cells)
    {
    }

    void place(IcicleRange range, double left, int row)
    {
        IcicleCell rest;
        for (Node node = range.first; node < range.last; node = m_shape.end(node)) {
            const Node nodes = m_shape.end(node) - node;
            IcicleCell cell{node,
                            nodes,
                            row,
                            false,
                            m_shape.own(node),
                            m_shape.under(node),
                            left + (node - range.first) * m_scale,
                            nodes * m_scale};
            if (cell.width >= m_smallest) {
                finish(rest);
                m_cells.push_back(cell);
            } else if (rest.nodes == 0) {
                cell.merged = true;
                cell.under = std::max(cell.own, cell.under);
                cell.own = Severity::None;
                rest = cell;
            } else {
                rest.nodes += nodes;
                rest.under = std::max({rest.under, cell.own, cell.under});
            }
        }
        finish(rest);
    }

private:
    void finish(IcicleCell &rest)
    {
        if (rest.nodes == 0)
            return;
        rest.width = rest.nodes * m_scale;
        m_cells.push_back(rest);
        rest = {};
    }

    const TreeShape &m_shape;
    double m_scale;
    double m_smallest;
    std::vector<IcicleCell> &m_cells;
};

} // namespace

std::vector<IcicleCell> layOutIcicle(const TreeShape &shape, IcicleRange range, double width,
                                     double smallest, int rows)
{
    std::vector<IcicleCell> cells;
    if (range.first >= range.last || width <= 0)
        return cells;
    const double scale = width / (range.last - range.first);
    Siblings siblings(shape, scale, smallest, cells);
    siblings.place(range, 0, 0);
    size_t begin = 0;
    for (int row = 1; row < rows && begin < cells.size(); ++row) {
        const size_t end = cells.size();
        for (size_t number = begin; number < end; ++number) {
            const IcicleCell above = cells[number]; // a copy: placing moves the vector's memory
            if (!above.merged)
                siblings.place({above.node + 1, above.node + above.nodes}, above.left, row);
        }
        begin = end;
    }
    return cells;
}

} // namespace arborist
