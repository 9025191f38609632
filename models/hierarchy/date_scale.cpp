// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/date_scale.h"

#include <QDate>
#include <algorithm>
#include <cmath>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr qint64 kJulianOf1970 = 2440588;
constexpr int kYearsWithQuarters = 3;
constexpr double kOutside = 0.02; ///< share of roots that may reach beyond either end
constexpr int kMostYears = 40; ///< beyond it single bars could not be told apart

double dayOf(QDate date)
{
    return double(date.toJulianDay() - kJulianOf1970);
}

int yearOf(double day)
{
    return QDate::fromJulianDay(qint64(std::floor(day)) + kJulianOf1970).year();
}

/// Without the outermost ones: one mistyped year would flatten every other bar.
double quantile(std::vector<double> &days, double share)
{
    const auto nth = days.begin() + qsizetype(std::lround(double(days.size() - 1) * share));
    std::nth_element(days.begin(), nth, days.end());
    return *nth;
}

} // namespace

Field startField(const Snapshot &snapshot)
{
    return snapshot.hasField(Field::MinStart) ? Field::MinStart : Field::Start;
}

Field endField(const Snapshot &snapshot)
{
    return snapshot.hasField(Field::MaxEnd) ? Field::MaxEnd : Field::End;
}

DateScale::DateScale(const Snapshot &snapshot)
{
    std::vector<double> starts;
    std::vector<double> ends;
    const Field start = startField(snapshot);
    const Field end = endField(snapshot);
    const auto add = [&](std::vector<double> &days, Item item, Field field) {
        if (!snapshot.hasField(field))
            return;
        const double day = snapshot.dayOf(field, snapshot.expected(item, field));
        if (!std::isnan(day))
            days.push_back(day);
    };
    for (const Organization &organization : snapshot.organizations()) {
        for (const Item root : organization.roots) {
            add(starts, root, start);
            add(ends, root, end);
        }
    }
    if (starts.empty() || ends.empty())
        return;
    const int first = yearOf(quantile(starts, kOutside));
    const int last = std::max(first, yearOf(quantile(ends, 1 - kOutside)));
    *this = DateScale(std::max(first, last - kMostYears), last);
}

DateScale::DateScale(int firstYear, int lastYear)
    : m_firstYear(firstYear),
      m_lastYear(lastYear),
      m_first(dayOf(QDate(firstYear, 1, 1))),
      m_last(dayOf(QDate(lastYear + 1, 1, 1)))
{
    const int step = lastYear - firstYear < kYearsWithQuarters ? 3 : 12;
    const QDate end(lastYear + 1, 1, 1);
    for (QDate line = QDate(firstYear, 1, 1).addMonths(step); line < end;
         line = line.addMonths(step))
        m_lines.push_back(position(dayOf(line)));
}

QString DateScale::title() const
{
    if (!isValid())
        return tr("Dates");
    if (m_firstYear == m_lastYear)
        return tr("Dates, %1").arg(m_firstYear);
    return tr("Dates, %1–%2").arg(m_firstYear).arg(m_lastYear);
}

} // namespace arborist
