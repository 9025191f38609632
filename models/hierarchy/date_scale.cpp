// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/date_scale.h"

#include "models/hierarchy/time_axis.h"
#include <algorithm>
#include <cmath>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kYearsWithQuarters = 3;
constexpr double kOutside = 0.02; ///< share of roots that may reach beyond either end
constexpr int kMostYears = 40;    ///< beyond it single bars could not be told apart

QDate quarterOf(QDate date)
{
    return {date.year(), (date.month() - 1) / 3 * 3 + 1, 1};
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
    const QDate last = TimeAxis::dateOf(quantile(ends, 1 - kOutside));
    const QDate first =
        std::max(TimeAxis::dateOf(quantile(starts, kOutside)), last.addYears(-kMostYears));
    *this = DateScale(std::min(first, last), last);
}

DateScale::DateScale(QDate first, QDate last) : m_firstYear(first.year()), m_lastYear(last.year())
{
    const bool oneYear = m_firstYear == m_lastYear;
    const QDate from = oneYear ? QDate(m_firstYear, 1, 1) : quarterOf(first);
    const QDate to = oneYear ? QDate(m_lastYear + 1, 1, 1) : quarterOf(last).addMonths(3);
    m_first = TimeAxis::dayOf(from);
    m_last = TimeAxis::dayOf(to);
    const bool quarters = m_lastYear - m_firstYear < kYearsWithQuarters;
    QDate line = quarters ? from.addMonths(3) : QDate(m_firstYear + 1, 1, 1);
    for (; line < to; line = line.addMonths(quarters ? 3 : 12))
        m_lines.push_back(position(TimeAxis::dayOf(line)));
}

QString DateScale::title() const
{
    if (!isValid())
        return tr("Dates");
    if (m_firstYear == m_lastYear)
        return tr("Dates, %1").arg(m_firstYear);
    const bool shortened = m_firstYear / 100 == m_lastYear / 100;
    return tr("Dates, %1–%2")
        .arg(m_firstYear)
        .arg(shortened ? m_lastYear % 100 : m_lastYear, 2, 10, QLatin1Char('0'));
}

} // namespace arborist
