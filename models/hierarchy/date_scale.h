// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <QCoreApplication>
#include <QDate>

namespace arborist {

/// The columns that a date bar shows: the rolled range, or the item's own where none is stored.
hierarchy::Field startField(const hierarchy::Snapshot &snapshot);
hierarchy::Field endField(const hierarchy::Snapshot &snapshot);

/// The one scale that a whole column of date bars shares: the year, or the quarters of several
/// years, that hold the dates of the roots, a few outliers left out. Days are days since
/// 1970-01-01.
class DateScale
{
    Q_DECLARE_TR_FUNCTIONS(DateScale)
public:
    DateScale() = default;
    explicit DateScale(const hierarchy::Snapshot &snapshot);
    /// From the first date's quarter to the last one's; the whole year if both lie in one.
    DateScale(QDate first, QDate last);

    bool isValid() const { return m_last > m_first; }
    /// "Dates, 2026" or "Dates, 2025–27"; "Dates" if there are none.
    QString title() const;
    /// 0 at the left end, 1 at the right; outside for dates that are.
    double position(double day) const { return (day - m_first) / (m_last - m_first); }
    /// Positions of the lines: quarters, or years if there are many.
    const std::vector<double> &lines() const { return m_lines; }

private:
    int m_firstYear = 0;
    int m_lastYear = -1;
    double m_first = 0;
    double m_last = 0;
    std::vector<double> m_lines;
};

} // namespace arborist
