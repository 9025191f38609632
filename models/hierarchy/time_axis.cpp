// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/time_axis.h"

#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace arborist {

namespace {

constexpr qint64 kJulianOf1970 = 2440588;
constexpr double kDaysPerMonth = 365.2425 / 12;
constexpr std::array<int, 3> kDays{1, 7, 14};
constexpr std::array<int, 9> kMonths{1, 3, 12, 24, 60, 120, 240, 600, 1200};
constexpr int kMostTicks = 500;

QDate monthOf(QDate date, int months)
{
    const int number = (date.year() * 12 + date.month() - 1) / months * months;
    return {number / 12, number % 12 + 1, 1};
}

QString monthLabel(QDate date, int step, bool first)
{
    const QString year = QLocale().toString(date, u"yyyy");
    if (date.month() == 1)
        return year;
    const QString name = step == 3
                             ? TimeAxis::tr("Q%1").arg((date.month() + 2) / 3)
                             : QLocale().standaloneMonthName(date.month(), QLocale::ShortFormat);
    return first ? TimeAxis::tr("%1 %2").arg(name, year) : name;
}

} // namespace

double TimeAxis::dayOf(QDate date)
{
    return double(date.toJulianDay() - kJulianOf1970);
}

QDate TimeAxis::dateOf(double day)
{
    return QDate::fromJulianDay(qint64(std::floor(day)) + kJulianOf1970);
}

QList<TimeTick> TimeAxis::ticks(double from, double to, int labels)
{
    QList<TimeTick> ticks;
    const double least = (to - from) / std::max(1, labels); // days a label takes
    const QDate first = dateOf(from);
    const auto days = std::ranges::find_if(kDays, [&](int step) { return step >= least; });
    if (days != kDays.end()) {
        QDate date = first;
        if (*days > 1)
            date = date.addDays(1 - date.dayOfWeek()); // a Monday
        for (; dayOf(date) <= to && ticks.size() < kMostTicks; date = date.addDays(*days)) {
            if (dayOf(date) >= from)
                ticks.append({dayOf(date), QLocale().toString(date, tr("d MMM")), date.day() == 1});
        }
        return ticks;
    }
    const auto months =
        std::ranges::find_if(kMonths, [&](int step) { return step * kDaysPerMonth >= least; });
    const int step = months == kMonths.end() ? kMonths.back() : *months;
    QDate date = monthOf(first, step);
    for (; date.isValid() && dayOf(date) <= to && ticks.size() < kMostTicks;
         date = date.addMonths(step)) {
        if (dayOf(date) >= from)
            ticks.append({dayOf(date), monthLabel(date, step, ticks.isEmpty()), date.month() == 1});
    }
    return ticks;
}

} // namespace arborist
