// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/drift_amounts.h"

#include "services/samples/random.h"
#include <algorithm>

namespace arborist::demo {
namespace {

struct Amount {
    Mishap mishap;
    const char *name;
    // Per 25,000 items.
    int local;
    int staging;
    int production;
};

constexpr std::array<Amount, kMishapCount> kAmounts = {{
    {Mishap::TooDeep, "too-deep", 3, 2, 0},
    {Mishap::DeletedAlone, "deleted-alone", 2, 1, 0},
    {Mishap::Inverted, "dates-inverted", 14, 5, 1},
    {Mishap::Move, "moved", 9, 3, 0},
    {Mishap::HalfMove, "moved-old-parents-stale", 4, 2, 1},
    {Mishap::SelfParent, "self-parent", 2, 1, 0},
    {Mishap::RootCycle, "cycle-below-descendant", 2, 1, 0},
    {Mishap::SiblingCycle, "cycle-of-siblings", 1, 1, 0},
    {Mishap::TiedCycle, "cycle-of-leaves", 1, 1, 0},
    {Mishap::RemovedParent, "parent-removed", 3, 2, 0},
    {Mishap::MissingParent, "parent-never-imported", 3, 1, 0},
    {Mishap::ForeignRoot, "foreign-parent-of-root", 1, 1, 0},
    {Mishap::ForeignChild, "foreign-parent", 2, 1, 0},
    {Mishap::ArchivedAlone, "archived-without-children", 3, 2, 0},
    {Mishap::DeletedUnseen, "deleted-without-children", 3, 1, 0},
    {Mishap::SharedPosition, "position-shared", 10, 4, 1},
    {Mishap::Depth, "depth", 20, 8, 1},
    {Mishap::Path, "path", 20, 8, 1},
    {Mishap::DepthAndPath, "depth-and-path", 8, 3, 0},
    {Mishap::ChildCount, "child-count", 14, 6, 1},
    {Mishap::LostCount, "count-event-lost", 12, 4, 0},
    {Mishap::LostDone, "done-event-lost", 24, 8, 2},
    {Mishap::LostEstimate, "estimate-event-lost", 20, 6, 1},
    {Mishap::LostSum, "sum-event-lost", 10, 4, 0},
    {Mishap::Progress, "progress", 12, 5, 1},
    {Mishap::LostDates, "date-event-lost", 16, 5, 1},
    {Mishap::MinStart, "min-start", 12, 4, 0},
    {Mishap::MaxEnd, "max-end", 14, 5, 0},
    {Mishap::NullSum, "null-for-zero", 8, 4, 2},
}};

constexpr bool inOrder()
{
    for (size_t i = 0; i < kAmounts.size(); ++i)
        if (size_t(kAmounts[i].mishap) != i)
            return false;
    return true;
}
static_assert(inOrder());

} // namespace

const char *nameOf(Mishap mishap)
{
    return kAmounts[size_t(mishap)].name;
}

std::vector<MishapCounts> dealMishaps(const DemoPlan &plan, DemoStage stage)
{
    std::vector<MishapCounts> dealt(plan.organizations.size(), MishapCounts{});
    samples::Random random(0xD21F'7000ULL + quint64(stage));
    for (const Amount &amount : kAmounts) {
        const int base = stage == DemoStage::Local     ? amount.local
                         : stage == DemoStage::Staging ? amount.staging
                                                       : amount.production;
        // Large trees are large at the top as well: the same share of mishaps would drift more
        // items.
        const qint64 per = plan.items >= 100'000 ? 50'000 : 25'000;
        const auto count = qint64(base == 0 ? 0 : std::max<qint64>(1, base * plan.items / per));
        for (qint64 n = 0; n < count; ++n) {
            qint64 item = 1 + random.below(plan.items);
            size_t organization = 0;
            while (item > plan.organizations[organization].items)
                item -= plan.organizations[organization++].items;
            // Small organizations offer too little to choose from.
            if (plan.organizations[organization].items < plan.items / 30)
                organization = size_t(n) % std::min<size_t>(3, dealt.size());
            ++dealt[organization][size_t(amount.mishap)];
        }
    }
    return dealt;
}

} // namespace arborist::demo
