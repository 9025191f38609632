// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

constexpr RuleText kSuppressRules[] = {
    {"unknown-rule", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "A comment names a rule that there is not"),
     QT_TRANSLATE_NOOP("Lint", "It suppresses nothing: the rule may have another name."),
     QT_TRANSLATE_NOOP("Lint", "arboristctl lint --rules lists the rules.")},
};

} // namespace

const std::vector<RuleFamily> &ruleFamilies()
{
    static const std::vector<RuleFamily> kFamilies{
        fileRules(),     syntaxRules(),     transactionRules(), dataRules(),    renameRules(),
        indexRules(),    constraintRules(), columnRules(),      storageRules(), nameRules(),
        presenceRules(), securityRules(),   tableRules(),       styleRules(),   {kSuppressRules}};
    return kFamilies;
}

const RuleText *findRule(const QString &id)
{
    for (const RuleFamily &family : ruleFamilies()) {
        for (const RuleText &rule : family.rules) {
            if (id == QLatin1String(rule.id))
                return &rule;
        }
    }
    return nullptr;
}

std::vector<RuleInfo> lintRules()
{
    std::vector<RuleInfo> rules;
    const auto words = [](const char *text) { return QCoreApplication::translate("Lint", text); };
    for (const RuleFamily &family : ruleFamilies()) {
        for (const RuleText &rule : family.rules) {
            rules.push_back({QString::fromLatin1(rule.id), rule.severity, words(rule.title),
                             words(rule.hazard), words(rule.safer)});
        }
    }
    return rules;
}

} // namespace arborist::migrations
