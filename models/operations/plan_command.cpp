// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operations/plan_command.h"

#include "services/core/shell_quoted.h"
#include <QJsonArray>

namespace arborist {

namespace {

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
    QStringList kinds;
    for (const QJsonValue &kind : request[QStringLiteral("kinds")].toArray())
        kinds << kind.toString();
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
