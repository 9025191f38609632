// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDate>
#include <QList>

namespace arborist {

/// A line across a time axis; days are days since 1970-01-01.
struct TimeTick {
    double day = 0;
    QString label;
    bool major = false; ///< a year begins (or a month, on an axis of days)
};

/// The lines that a stretch of time takes: days, weeks, months, quarters or years, whichever leaves
/// room for their labels. The first label names its year.
class TimeAxis
{
    Q_DECLARE_TR_FUNCTIONS(TimeAxis)
public:
    /// `labels`: how many have room.
    static QList<TimeTick> ticks(double from, double to, int labels);

    static double dayOf(QDate date);
    static QDate dateOf(double day);
};

} // namespace arborist
