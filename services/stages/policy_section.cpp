// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy_section.h"

#include "services/stages/policy.h"
#include <QCoreApplication>
#include <algorithm>
#include <array>

namespace arborist::stages {

namespace {

template <typename T> using Words = std::vector<std::pair<QString, T>>;

QString tr(const char *text)
{
    return QCoreApplication::translate("PolicySection", text);
}

const Words<RuleSubject> &subjects()
{
    static const Words<RuleSubject> words{{QStringLiteral("write"), RuleSubject::Write},
                                          {QStringLiteral("destructive"), RuleSubject::Destructive},
                                          {QStringLiteral("reset"), RuleSubject::Reset},
                                          {QStringLiteral("seed"), RuleSubject::Seed}};
    return words;
}

const Words<Environment> &environments()
{
    static const Words<Environment> words{{QStringLiteral("development"), Environment::Development},
                                          {QStringLiteral("test"), Environment::Test},
                                          {QStringLiteral("staging"), Environment::Staging},
                                          {QStringLiteral("production"), Environment::Production},
                                          {QStringLiteral("unknown"), Environment::Unknown}};
    return words;
}

const Words<Caller> &callers()
{
    static const Words<Caller> words{{QStringLiteral("desk"), Caller::Desk},
                                     {QStringLiteral("pipeline"), Caller::Pipeline}};
    return words;
}

/// Throws the Error for a key with a part that is none of the words.
template <typename T>
T part(const ConfigTable &table, const QString &key, int index, const Words<T> &words)
{
    const QString found = key.section(u'.', index, index);
    QStringList known;
    for (const auto &[word, value] : words) {
        if (word == found)
            return value;
        known << word;
    }
    throw table.errorAt(key, tr("\"%1\" is not a rule of the policy: \"%2\".").arg(key, found),
                        tr("Write subject, environment and caller in one quoted key, as in "
                           "\"destructive.staging.pipeline\". Here goes one of: %1.")
                            .arg(known.join(QStringLiteral(", "))));
}

void checkLaxness(const ConfigTable &table, const QString &key, Environment environment,
                  const PolicyOverride &rule)
{
    if (environment != Environment::Staging && environment != Environment::Production)
        return;
    if (rule.requirement >= defaultRequirement(rule.subject, environment, true, rule.caller))
        return;
    throw table.errorAt(key,
                        tr("\"%1\" would be laxer than the policy's own rule, and %2 is protected.")
                            .arg(key, key.section(u'.', 1, 1)),
                        tr("Take the line out, or write a stricter value: type-name or refuse."));
}

} // namespace

std::vector<EnvironmentRule> readPolicy(const ConfigTable &root)
{
    std::vector<EnvironmentRule> rules;
    const auto table = root.table(QStringLiteral("policy"));
    if (!table)
        return rules;
    for (const QString &key : table->keys()) {
        PolicyOverride rule;
        rule.subject = part(*table, key, 0, subjects());
        const Environment environment = part(*table, key, 1, environments());
        rule.caller = part(*table, key, 2, callers());
        if (key.count(u'.') != 2)
            throw table->errorAt(key, tr("\"%1\" is not a rule of the policy.").arg(key),
                                 tr("Write \"destructive.staging.pipeline\"."));
        rule.requirement = *table->word<Requirement>(key, {{"allow", Requirement::Nothing},
                                                           {"confirm", Requirement::Yes},
                                                           {"type-name", Requirement::TypeName},
                                                           {"refuse", Requirement::Refused}});
        checkLaxness(*table, key, environment, rule);
        rules.push_back({environment, rule});
    }
    return rules;
}

} // namespace arborist::stages
