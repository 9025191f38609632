// SPDX-License-Identifier: GPL-3.0-or-later
// How the hierarchy page asks for rules that the data do not tell.
#include "ui/hierarchy/hierarchy_page.h"

#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include "ui/hierarchy/rules_dialog.h"
#include "ui/shell/session.h"

namespace arborist {

using namespace hierarchy;

void HierarchyPage::askForRules()
{
    if (!m_snapshot || m_jobs->isScanning())
        return;
    auto *dialog = new RulesDialog(*m_snapshot, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, table = mapping()->qualifiedName(), stage = session().targetName()] {
                if (mapping() && mapping()->qualifiedName() == table &&
                    session().targetName() == stage) // else they are another table's rules
                    takeRules(dialog->choice());
            });
    dialog->open();
}

void HierarchyPage::takeRules(const RuleChoice &choice)
{
    Mapping &mapping = m_hierarchies[size_t(m_current)];
    const QStringList before = mapping.rules.kept;
    reopen(mapping.rules, choice.reopened);
    if (choice.keep) {
        reopen(mapping.rules, choice.chosen);
        adoptKept(mapping.rules, choice.chosen);
    } else {
        hierarchy::choose(mapping.rules, choice.chosen);
    }
    const bool forgets = !choice.reopened.isEmpty() && !before.isEmpty();
    if (choice.keep || forgets)
        m_jobs->keepRules(mapping.qualifiedName(), choice.keep ? choice.chosen : RuleSettings(),
                          choice.reopened.keys());
    m_rulesDismissed = false;
    scan();
}

} // namespace arborist
