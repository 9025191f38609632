// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/kind.h"

#include <QCoreApplication>

namespace arborist::hierarchy {
namespace {

struct KindText {
    const char *id;
    const char *title;
    const char *description;
    KindGroup group;
};

constexpr KindText kTexts[kKindCount] = {
    {"S1", QT_TRANSLATE_NOOP("Kind", "Self parent"),
     QT_TRANSLATE_NOOP("Kind", "The item is its own parent."), KindGroup::Structure},
    {"S2", QT_TRANSLATE_NOOP("Kind", "Cycle"),
     QT_TRANSLATE_NOOP("Kind", "The item lies on a closed chain of parents."),
     KindGroup::Structure},
    {"S3", QT_TRANSLATE_NOOP("Kind", "Orphan"),
     QT_TRANSLATE_NOOP("Kind", "The parent does not exist."), KindGroup::Structure},
    {"S4", QT_TRANSLATE_NOOP("Kind", "Foreign parent"),
     QT_TRANSLATE_NOOP("Kind", "The parent belongs to another organization."),
     KindGroup::Structure},
    {"S5", QT_TRANSLATE_NOOP("Kind", "Stale path"),
     QT_TRANSLATE_NOOP("Kind", "The stored path names another parent: moved without path update."),
     KindGroup::Structure},
    {"S6", QT_TRANSLATE_NOOP("Kind", "Under deleted"),
     QT_TRANSLATE_NOOP("Kind", "A live item under a deleted or archived parent."),
     KindGroup::Structure},
    {"S7", QT_TRANSLATE_NOOP("Kind", "Too deep"),
     QT_TRANSLATE_NOOP("Kind", "The item lies deeper than the configured limit."),
     KindGroup::Structure},
    {"S8", QT_TRANSLATE_NOOP("Kind", "Duplicate position"),
     QT_TRANSLATE_NOOP("Kind", "A sibling has the same position."), KindGroup::Structure},
    {"D1", QT_TRANSLATE_NOOP("Kind", "Depth"),
     QT_TRANSLATE_NOOP("Kind", "The stored depth differs from the distance to the root."),
     KindGroup::Path},
    {"D2", QT_TRANSLATE_NOOP("Kind", "Path"),
     QT_TRANSLATE_NOOP("Kind", "The stored path differs from the chain of parents."),
     KindGroup::Path},
    {"R1", QT_TRANSLATE_NOOP("Kind", "Child count"),
     QT_TRANSLATE_NOOP("Kind", "The stored number of live children differs."), KindGroup::Counts},
    {"R2", QT_TRANSLATE_NOOP("Kind", "Item count"),
     QT_TRANSLATE_NOOP("Kind", "The stored number of live descendants differs."),
     KindGroup::Counts},
    {"R3", QT_TRANSLATE_NOOP("Kind", "Done count"),
     QT_TRANSLATE_NOOP("Kind", "The stored number of done descendants differs."),
     KindGroup::Counts},
    {"R4", QT_TRANSLATE_NOOP("Kind", "Estimate sum"),
     QT_TRANSLATE_NOOP("Kind", "The stored sum of estimates differs."), KindGroup::Counts},
    {"R5", QT_TRANSLATE_NOOP("Kind", "Progress"),
     QT_TRANSLATE_NOOP("Kind", "The stored progress differs."), KindGroup::Counts},
    {"T1", QT_TRANSLATE_NOOP("Kind", "Earliest start"),
     QT_TRANSLATE_NOOP("Kind", "The stored earliest start of the subtree differs."),
     KindGroup::Dates},
    {"T2", QT_TRANSLATE_NOOP("Kind", "Latest end"),
     QT_TRANSLATE_NOOP("Kind", "The stored latest end of the subtree differs."), KindGroup::Dates},
    {"Q1", QT_TRANSLATE_NOOP("Kind", "Start after end"),
     QT_TRANSLATE_NOOP("Kind", "The item's own start lies after its own end."), KindGroup::Data},
};

const KindText &textOf(Kind kind)
{
    return kTexts[static_cast<size_t>(kind)];
}

} // namespace

const std::array<Kind, kKindCount> &allKinds()
{
    static const auto kinds = [] {
        std::array<Kind, kKindCount> all{};
        for (int i = 0; i < kKindCount; ++i)
            all[size_t(i)] = static_cast<Kind>(i);
        return all;
    }();
    return kinds;
}

QString id(Kind kind)
{
    return QLatin1String(textOf(kind).id);
}

QString title(Kind kind)
{
    return QCoreApplication::translate("Kind", textOf(kind).title);
}

QString description(Kind kind)
{
    return QCoreApplication::translate("Kind", textOf(kind).description);
}

KindClass classOf(Kind kind)
{
    switch (groupOf(kind)) {
    case KindGroup::Structure:
        return KindClass::Structure;
    case KindGroup::Data:
        return KindClass::Data;
    default:
        return KindClass::Derived;
    }
}

KindGroup groupOf(Kind kind)
{
    return textOf(kind).group;
}

std::optional<Kind> kindFromId(const QString &id)
{
    for (int i = 0; i < kKindCount; ++i) {
        if (id.compare(QLatin1String(kTexts[i].id), Qt::CaseInsensitive) == 0)
            return static_cast<Kind>(i);
    }
    return std::nullopt;
}

} // namespace arborist::hierarchy
