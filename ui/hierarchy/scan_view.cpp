// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/scan_view.h"

#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

/// Looking one up walks all ids: some tens of milliseconds in all at a million items.
constexpr qsizetype kMostOpen = 24;

std::optional<quint32> organizationWithId(const Snapshot &snapshot, const QString &id)
{
    const auto &all = snapshot.organizations();
    const auto found = std::ranges::find(all, id, &Organization::id);
    if (found == all.end())
        return std::nullopt;
    return quint32(found - all.begin());
}

/// The first item where drift began, in tree order; among a few, else simply the first finding.
Item firstOrigin(const TreeFilter &filter)
{
    constexpr int kLookedAt = 1'000;
    const Item first = filter.nextStop(kNoItem);
    Item item = first;
    for (int number = 0; number < kLookedAt && item != kNoItem; ++number) {
        const auto findings = filter.snapshot()->findings(item);
        if (std::ranges::any_of(findings, &Finding::origin))
            return item;
        item = filter.nextStop(item);
        if (item == first)
            break;
    }
    return first;
}

} // namespace

ScanView prepare(SnapshotPtr snapshot, const ScanWish &wish)
{
    ScanView view;
    view.snapshot = std::move(snapshot);
    FilterRequest request = wish.filter;
    request.subtree = kNoItem;
    request.organization =
        wish.oneOrganization ? organizationWithId(*view.snapshot, wish.organization) : std::nullopt;
    // A healthy hierarchy limited to its drift would be an empty page.
    if (view.snapshot->findings().empty()) {
        request.show = FilterRequest::Show::All;
        request.kinds = 0;
    }
    view.filter = TreeFilter::build(view.snapshot, std::move(request));
    view.scale = DateScale(*view.snapshot);
    for (const QString &id : wish.open.mid(0, kMostOpen)) {
        const Item item = view.snapshot->find(id);
        if (item != kNoItem)
            view.open.push_back(item);
    }
    if (!wish.current.isEmpty())
        view.current = view.snapshot->find(wish.current);
    if (!view.filter->contains(view.current))
        view.current = firstOrigin(*view.filter);
    return view;
}

} // namespace arborist
