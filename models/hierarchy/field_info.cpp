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
        return tr("Own estimate");
    case Field::Start:
        return tr("Own start");
    case Field::End:
        return tr("Own end");
    case Field::Position:
        return tr("Position");
    case Field::OwnProgress:
        return tr("Own progress");
    case Field::Updated:
        return tr("Changed");
    }
    return {};
}

QString columnOf(const Mapping &mapping, Kind kind)
{
    switch (kind) {
    case Kind::S1:
    case Kind::S2:
    case Kind::S3:
    case Kind::S4:
    case Kind::S6:
        return mapping.parent;
    case Kind::S5:
    case Kind::D2:
        return mapping.path;
    case Kind::S7:
    case Kind::D1:
        return mapping.depth;
    case Kind::S8:
        return mapping.position;
    case Kind::R1:
        return mapping.childCount;
    case Kind::R2:
        return mapping.descendantCount;
    case Kind::R3:
        return mapping.doneCount;
    case Kind::R4:
        return mapping.estimateSum;
    case Kind::R5:
        return mapping.progress;
    case Kind::T1:
        return mapping.minStart;
    case Kind::T2:
        return mapping.maxEnd;
    case Kind::Q1:
        return mapping.start;
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
