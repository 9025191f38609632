// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/error_output.h"

#include "app/cli/cli_text.h"

namespace arborist::cli {

QJsonObject errorToJson(const Error &error)
{
    QJsonObject object{{QStringLiteral("message"), error.message()},
                       {QStringLiteral("sqlstate"), error.sqlState()},
                       {QStringLiteral("where"), error.where()},
                       {QStringLiteral("hint"), error.hint()}};
    if (!error.detail().isEmpty())
        object.insert(QStringLiteral("detail"), error.detail());
    return object;
}

QString errorToText(const Error &error)
{
    QString text = QStringLiteral("arboristctl: ") + error.message();
    if (!error.sqlState().isEmpty())
        text += CliText::tr(" (SQLSTATE %1)").arg(error.sqlState());
    const auto add = [&text](const QString &title, const QString &lines) {
        if (lines.isEmpty() || text.contains(lines))
            return;
        text += QStringLiteral("\n  ") + title + u' ' +
                QString(lines).replace(u'\n', QStringLiteral("\n    "));
    };
    add(CliText::tr("Where:"), error.where());
    add(CliText::tr("Detail:"), error.detail());
    add(CliText::tr("Hint:"), error.hint());
    return text;
}

} // namespace arborist::cli
