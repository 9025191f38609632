// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/test_accounts.h"

#include "app/cli/cli_text.h"
#include "app/cli/session.h"
#include "app/cli/text_table.h"

namespace arborist::cli {

void printAccounts(Session &session, const std::vector<data::TestAccount> &accounts)
{
    if (accounts.empty())
        return;
    QString text = u'\n' + CliText::tr("Test accounts:") + u'\n';
    for (const data::TestAccount &account : accounts) {
        QString line = account.login;
        if (!account.password.isEmpty())
            line += QStringLiteral(" / ") + account.password;
        if (!account.role.isEmpty())
            line += QStringLiteral(" (%1)").arg(account.role);
        text += QStringLiteral("  - ") + printable(line) + u'\n';
    }
    if (session.json())
        session.terminal().message(text);
    else
        session.terminal().print(text);
}

} // namespace arborist::cli
