// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy.h"

#include <QCoreApplication>
#include <array>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Policy", text);
}

enum class Place { Open, Protected, ReadOnly };

Place placeOf(const Stage &stage)
{
    if (stage.readOnly)
        return Place::ReadOnly;
    return stage.isProtected ? Place::Protected : Place::Open;
}

struct Rule {
    Risk risk;
    Place place;
    Requirement desk;
    Requirement pipeline;
};

constexpr Requirement kNothing = Requirement::Nothing;
constexpr Requirement kYes = Requirement::Yes;
constexpr Requirement kName = Requirement::TypeName;
constexpr Requirement kRefused = Requirement::Refused;

// An environment that is not known makes no row of its own: destructive operations there are tied
// to this machine by the run, which knows the host.
constexpr std::array kRules{
    Rule{Risk::Read, Place::Open, kNothing, kNothing},
    Rule{Risk::Read, Place::Protected, kNothing, kNothing},
    Rule{Risk::Read, Place::ReadOnly, kNothing, kNothing},
    Rule{Risk::Write, Place::Open, kYes, kYes},
    Rule{Risk::Write, Place::Protected, kName, kName},
    Rule{Risk::Write, Place::ReadOnly, kRefused, kRefused},
    Rule{Risk::Destructive, Place::Open, kName, kName},
    Rule{Risk::Destructive, Place::Protected, kRefused, kName},
    Rule{Risk::Destructive, Place::ReadOnly, kRefused, kRefused},
};

} // namespace

Requirement requirement(Risk risk, const Stage &stage, Caller caller, bool loses)
{
    if (risk == Risk::Write && loses)
        risk = Risk::Destructive;
    const Place place = placeOf(stage);
    for (const Rule &rule : kRules) {
        if (rule.risk == risk && rule.place == place)
            return caller == Caller::Desk ? rule.desk : rule.pipeline;
    }
    return Requirement::Refused;
}

QString refusalReason(Risk risk, const Stage &stage)
{
    if (stage.readOnly)
        return tr("%1 is read only: nothing is changed there. The workspace file says so "
                  "(read_only); choose another stage.")
            .arg(stage.name);
    if (risk == Risk::Destructive)
        return tr("%1 is protected: nothing is deleted there from a desk. Let a pipeline do it, "
                  "with --confirm %1.")
            .arg(stage.name);
    return tr("%1 is protected: its name has to be typed, or given with --confirm %1.")
        .arg(stage.name);
}

} // namespace arborist::stages
