// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/demo_plan.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>
#include <algorithm>
#include <array>
#include <cmath>

namespace arborist::demo {
namespace {

constexpr qint64 kLeastItems = 1000;
constexpr qint64 kMostItems = 10'000'000;

constexpr std::array<const char *, 50> kNames = {
    "Tavenport Logistics", "Bramblewick Foods",   "Corvale Energy",    "Ostergrove Health",
    "Quillmark Studios",   "Lintree Software",    "Palegate Rail",     "Hartmoor Bank",
    "Silverfen Tourism",   "Norbeck Instruments", "Wexley Textiles",   "Dunmere Council",
    "Aldercombe Water",    "Fennick Robotics",    "Marlowe Insurance", "Stonehythe Ports",
    "Greywell Pharma",     "Kestrel Airways",     "Thornbury Press",   "Velden Optics",
    "Oakhaven Schools",    "Pinnock Retail",      "Rushmere Mining",   "Sorrel Cosmetics",
    "Umberfield Farms",    "Vantry Motors",       "Whitlow Games",     "Yarrow Mobility",
    "Ashdown Steel",       "Birchley Homes",      "Caldwin Telecom",   "Draymoor Brewing",
    "Elmstead Clinics",    "Foxglove Media",      "Garrick Shipping",  "Hollin Paper",
    "Inverleigh Wind",     "Juniper Travel",      "Kingsferry Metro",  "Larkfield Dairy",
    "Midwater Fisheries",  "Netherby Glass",      "Orrin Aerospace",   "Penhallow Arts",
    "Quernmore Grain",     "Ravensholt Security", "Saltmarsh Solar",   "Tillery Timber",
    "Underhill Quarries",  "Wainscott Furniture"};

// Work in the demo ends here, so that today's line falls inside its date ranges. On a machine whose
// clock is behind, it ends the day before, for nothing may look as if it were being changed now.
qint64 endOfWork()
{
    const QDateTime end(QDate(2026, 11, 20), QTime(17, 0), QTimeZone::utc());
    return std::min(end.toSecsSinceEpoch(),
                    QDateTime::currentDateTimeUtc().addDays(-1).toSecsSinceEpoch() / 86400 * 86400);
}

} // namespace

DemoPlan DemoPlan::make(qint64 items)
{
    if (items < kLeastItems || items > kMostItems) {
        const QLocale locale;
        throw Error::usage(QCoreApplication::translate("Demo", "A demo of %1 items cannot be made.")
                               .arg(locale.toString(items)),
                           QCoreApplication::translate("Demo", "Choose a size from %1 to %2 items.")
                               .arg(locale.toString(kLeastItems), locale.toString(kMostItems)));
    }
    static constexpr std::array<const char *, 3> kPlans = {"enterprise", "business", "team"};
    DemoPlan plan;
    plan.items = items;
    plan.now = endOfWork();
    const int count = items >= 500'000 ? 50 : 12;
    // Integer harmonic weights: the k-th organization is 1/k of the largest.
    constexpr qint64 kScale = 720'720;
    qint64 weights = 0;
    for (int k = 1; k <= count; ++k)
        weights += kScale / k;
    qint64 item = 1;
    qint64 user = 0;
    qint64 board = 1;
    qint64 left = items;
    for (int k = 1; k <= count; ++k) {
        OrganizationPlan organization;
        organization.id = k;
        organization.name = QString::fromLatin1(kNames[size_t(k - 1)]);
        organization.slug = organization.name.toLower().replace(u' ', u'-');
        organization.plan = QString::fromLatin1(kPlans[size_t(std::min(2, (k - 1) / 3))]);
        organization.vocabulary = k - 1;
        organization.firstItem = item;
        organization.items = k == count ? qint32(left) : qint32(items * (kScale / k) / weights);
        const auto root = qint32(std::lround(std::sqrt(double(organization.items))));
        organization.firstUser = user;
        organization.users = std::min(400, 4 + root / 2);
        organization.firstBoard = board;
        organization.boards = std::min(12, 2 + root / 20);
        item += organization.items;
        left -= organization.items;
        user += organization.users;
        board += organization.boards;
        plan.organizations.push_back(std::move(organization));
    }
    return plan;
}

} // namespace arborist::demo
