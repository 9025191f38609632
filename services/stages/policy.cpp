// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy.h"

#include <algorithm>
#include <array>

namespace arborist::stages {

namespace {

struct Rule {
    RuleSubject subject; ///< Write or Destructive
    Environment environment;
    bool isProtected;
    Requirement desk;
    Requirement pipeline;
    Backup backup;
};

constexpr Requirement kYes = Requirement::Yes;
constexpr Requirement kName = Requirement::TypeName;
constexpr Requirement kRefused = Requirement::Refused;
constexpr Backup kAutomatic = Backup::Automatic;
constexpr Backup kMandatory = Backup::Mandatory;
constexpr bool kOpen = false;
constexpr bool kProtected = true;

using enum Environment;

constexpr std::array kRules{
    Rule{RuleSubject::Write, Development, kOpen, kYes, kYes, kAutomatic},
    Rule{RuleSubject::Write, Development, kProtected, kName, kName, kAutomatic},
    Rule{RuleSubject::Write, Test, kOpen, kYes, kYes, Backup::None},
    Rule{RuleSubject::Write, Test, kProtected, kName, kName, kAutomatic},
    Rule{RuleSubject::Write, Staging, kOpen, kYes, kYes, kMandatory},
    Rule{RuleSubject::Write, Staging, kProtected, kName, kName, kMandatory},
    Rule{RuleSubject::Write, Production, kOpen, kName, kName, kMandatory},
    Rule{RuleSubject::Write, Production, kProtected, kName, kName, kMandatory},
    Rule{RuleSubject::Write, Unknown, kOpen, kYes, kYes, kAutomatic},
    Rule{RuleSubject::Write, Unknown, kProtected, kName, kName, kAutomatic},

    Rule{RuleSubject::Destructive, Development, kOpen, kName, kName, kAutomatic},
    Rule{RuleSubject::Destructive, Development, kProtected, kRefused, kName, kAutomatic},
    Rule{RuleSubject::Destructive, Test, kOpen, kName, kName, kAutomatic},
    Rule{RuleSubject::Destructive, Test, kProtected, kRefused, kName, kAutomatic},
    Rule{RuleSubject::Destructive, Staging, kOpen, kName, kName, kMandatory},
    Rule{RuleSubject::Destructive, Staging, kProtected, kRefused, kName, kMandatory},
    Rule{RuleSubject::Destructive, Production, kOpen, kName, kName, kMandatory},
    Rule{RuleSubject::Destructive, Production, kProtected, kRefused, kName, kMandatory},
    Rule{RuleSubject::Destructive, Unknown, kOpen, kName, kName, kAutomatic},
    Rule{RuleSubject::Destructive, Unknown, kProtected, kRefused, kName, kAutomatic},
};

/// The exceptions: refused to everybody, whatever the rules above say.
struct Never {
    RuleSubject subject;
    Environment environment;
    Refusal refusal;
};

constexpr std::array kNever{
    Never{RuleSubject::Reset, Production, Refusal::Reset},
    Never{RuleSubject::Seed, Production, Refusal::Seeding},
};

Refusal exceptionFor(RuleSubject subject, Environment environment)
{
    for (const Never &never : kNever) {
        if (never.subject == subject && never.environment == environment)
            return never.refusal;
    }
    return Refusal::None;
}

const Rule &ruleFor(RuleSubject subject, Environment environment, bool isProtected)
{
    return *std::find_if(kRules.begin(), kRules.end(), [&](const Rule &rule) {
        return rule.subject == subject && rule.environment == environment &&
               rule.isProtected == isProtected;
    });
}

Requirement of(const Rule &rule, Caller caller)
{
    return caller == Caller::Desk ? rule.desk : rule.pipeline;
}

/// The rule of the workspace file that names the subject, else the one that names its risk class.
const PolicyOverride *overrideFor(const Stage &stage, RuleSubject subject, RuleSubject risk,
                                  Caller caller)
{
    for (const RuleSubject wanted : {subject, risk}) {
        for (const PolicyOverride &each : stage.policy) {
            if (each.subject == wanted && each.caller == caller)
                return &each;
        }
    }
    return nullptr;
}

} // namespace

Requirement defaultRequirement(RuleSubject subject, Environment environment, bool isProtected,
                               Caller caller)
{
    if (exceptionFor(subject, environment) != Refusal::None)
        return Requirement::Refused;
    const RuleSubject risk = subject == RuleSubject::Reset  ? RuleSubject::Destructive
                             : subject == RuleSubject::Seed ? RuleSubject::Write
                                                            : subject;
    return of(ruleFor(risk, environment, isProtected), caller);
}

Verdict verdictOn(const OperationKind &kind, const Stage &stage, Caller caller, bool loses,
                  Reach reach)
{
    if (kind.risk == Risk::Read)
        return {Requirement::Nothing, Backup::None, Refusal::None};
    const bool changesDatabase = kind.wayBack != WayBack::NotNeeded;
    const RuleSubject risk =
        kind.risk == Risk::Destructive || loses ? RuleSubject::Destructive : RuleSubject::Write;
    const RuleSubject subject = kind.subject == RuleSubject::Write ? risk : kind.subject;
    const Rule &rule = ruleFor(risk, stage.environment, stage.isProtected);
    const auto refused = [](Refusal reason) {
        return Verdict{Requirement::Refused, Backup::None, reason};
    };
    if (changesDatabase && stage.readOnly)
        return refused(Refusal::ReadOnly);
    if (const Refusal never = exceptionFor(subject, stage.environment); never != Refusal::None)
        return refused(never);
    if (of(rule, caller) == Requirement::Refused)
        return refused(Refusal::Desk);
    if (risk == RuleSubject::Destructive && stage.environment == Environment::Unknown &&
        reach == Reach::Far)
        return refused(Refusal::FarAway);
    Verdict verdict{of(rule, caller), changesDatabase ? rule.backup : Backup::None, Refusal::None};
    // A team's rules are about what happens to the database.
    const PolicyOverride *other =
        changesDatabase ? overrideFor(stage, subject, risk, caller) : nullptr;
    if (other) {
        verdict.requirement = stage.isProtected ? std::max(verdict.requirement, other->requirement)
                                                : other->requirement;
        if (verdict.requirement == Requirement::Refused)
            return refused(Refusal::Workspace);
    }
    return verdict;
}

} // namespace arborist::stages
