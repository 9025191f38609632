// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operations/plan_command.h"

#include "services/core/shell_quoted.h"
#include <QJsonArray>

namespace arborist {

namespace {

QStringList textsOf(const QJsonValue &list)
{
    QStringList texts;
    for (const QJsonValue &each : list.toArray())
        texts << each.toString();
    return texts;
}

QStringList restoreWords(const QJsonObject &request)
{
    QStringList words{QStringLiteral("restore"), request[QStringLiteral("file")].toString()};
    if (const QString into = request[QStringLiteral("into")].toString(); !into.isEmpty())
        words << QStringLiteral("--into") << into;
    else if (request[QStringLiteral("way")].toString() == QStringLiteral("in place"))
        words << QStringLiteral("--in-place");
    if (request[QStringLiteral("no_owner")].toBool())
        words << QStringLiteral("--no-owner");
    return words;
}

QStringList repairWords(const Plan &plan)
{
    const QJsonObject &request = plan.request;
    QStringList words = plan.operation.split(u' ');
    const auto add = [&](const QString &option, const QString &value) {
        if (!value.isEmpty())
            words << option << value;
    };
    add(QStringLiteral("--hierarchy"), request[QStringLiteral("table")].toString());
    add(QStringLiteral("-o"), request[QStringLiteral("organization")].toString());
    const QStringList kinds = textsOf(request[QStringLiteral("kinds")]);
    if (plan.operation == QStringLiteral("repair hierarchy"))
        add(QStringLiteral("--kinds"), kinds.join(u','));
    add(QStringLiteral("--orphans"), request[QStringLiteral("orphans")].toString());
    return words;
}

} // namespace

QString commandOf(const Plan &plan, const QString &confirm)
{
    QStringList words{QStringLiteral("arboristctl")};
    if (!plan.target.stage.isEmpty())
        words << QStringLiteral("--target") << plan.target.stage;
    if (plan.operation.startsWith(QStringLiteral("repair ")))
        words << repairWords(plan);
    else if (plan.operation.startsWith(QStringLiteral("undo ")))
        words << QStringLiteral("undo") << plan.request[QStringLiteral("run")].toString();
    else if (plan.operation.startsWith(QStringLiteral("restore")))
        words << restoreWords(plan.request);
    else if (plan.operation == QStringLiteral("drop kept databases"))
        words << QStringLiteral("restore") << QStringLiteral("--drop-old")
              << plan.request[QStringLiteral("runs")][0].toString();
    else if (plan.operation == QStringLiteral("backups delete"))
        words << plan.operation.split(u' ') << textsOf(plan.request[QStringLiteral("files")]);
    else if (plan.operation == QStringLiteral("stages trust"))
        words << plan.operation.split(u' ') << plan.target.stage;
    else
        words << plan.operation.split(u' ');
    words << QStringLiteral("--confirm") << confirm;
    QStringList shell;
    for (const QString &word : std::as_const(words))
        shell << shellQuoted(word);
    return shell.join(u' ');
}

} // namespace arborist
