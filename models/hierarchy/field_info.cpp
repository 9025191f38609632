// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/field_info.h"

#include <QCoreApplication>

namespace arborist {

using namespace hierarchy;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Field", text);
}

} // namespace

std::optional<Field> comparedField(Kind kind)
{
    return comparesField(kind) ? std::optional(fieldOf(kind)) : std::nullopt;
}

QString titleOf(Field field)
{
    switch (field) {
    case Field::Depth:
        return tr("Depth");
    case Field::ChildCount:
        return tr("Children");
    case Field::DescendantCount:
        return tr("Items");
    case Field::DoneCount:
        return tr("Done");
    case Field::EstimateSum:
        return tr("Estimate");
    case Field::Progress:
        return tr("Progress");
    case Field::MinStart:
        return tr("Start");
    case Field::MaxEnd:
        return tr("End");
    case Field::Estimate:
        return tr("Estimate");
    case Field::Start:
        return tr("Start");
    case Field::End:
        return tr("End");
    case Field::Position:
        return tr("Position");
    case Field::OwnProgress:
        return tr("Progress");
    case Field::Updated:
        return tr("Changed");
    }
    return {};
}

const Finding *findingOf(const Snapshot &snapshot, Item item, Kind kind)
{
    for (const Finding &finding : snapshot.findings(item)) {
        if (finding.kind == kind)
            return &finding;
    }
    return nullptr;
}

QString kindIds(const Snapshot &snapshot, Item item)
{
    QStringList ids;
    for (const Finding &finding : snapshot.findings(item))
        ids << id(finding.kind);
    return ids.join(u' ');
}

DriftState stateOf(const Finding *finding)
{
    if (!finding)
        return DriftState::None;
    if (finding->inFlight)
        return DriftState::InFlight;
    return finding->origin ? DriftState::Origin : DriftState::Inherited;
}

DriftState stateOf(const Snapshot &snapshot, Item item, Field field)
{
    if (int(field) >= kDerivedFieldCount)
        return DriftState::None;
    return stateOf(findingOf(snapshot, item, kindOf(field)));
}

QString stateInWords(DriftState state)
{
    switch (state) {
    case DriftState::None:
        return {};
    case DriftState::Inherited:
        return tr(", inherited");
    case DriftState::Origin:
        return tr(", origin");
    case DriftState::InFlight:
        return tr(", changed a moment ago");
    }
    return {};
}

QString inWords(const Snapshot &snapshot, const Finding &finding)
{
    const QString state = stateInWords(stateOf(&finding));
    if (const auto field = comparedField(finding.kind)) {
        return tr("%1: stored %2, expected %3%4")
            .arg(title(finding.kind), snapshot.text(*field, finding.stored),
                 snapshot.text(*field, finding.expected), state);
    }
    return tr("%1%2. %3").arg(title(finding.kind), state, description(finding.kind));
}

} // namespace arborist
