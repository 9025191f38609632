// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/report.h"

#include <QJsonArray>

namespace arborist {

QString toString(ReportStep::State state)
{
    switch (state) {
    case ReportStep::State::Done:
        return QStringLiteral("done");
    case ReportStep::State::Failed:
        return QStringLiteral("failed");
    case ReportStep::State::RolledBack:
        return QStringLiteral("rolled_back");
    case ReportStep::State::Skipped:
        break;
    }
    return QStringLiteral("skipped");
}

QString toString(Report::Result outcome)
{
    switch (outcome) {
    case Report::Result::Succeeded:
        return QStringLiteral("succeeded");
    case Report::Result::Failed:
        return QStringLiteral("failed");
    case Report::Result::Cancelled:
        return QStringLiteral("cancelled");
    case Report::Result::Refused:
        break;
    }
    return QStringLiteral("refused");
}

std::optional<Report::Result> resultFromString(const QString &word)
{
    using enum Report::Result;
    for (const Report::Result result : {Succeeded, Failed, Cancelled, Refused}) {
        if (word == toString(result))
            return result;
    }
    return std::nullopt;
}

namespace {

QJsonValue toJson(const std::optional<Error> &error)
{
    if (!error)
        return {};
    return QJsonObject{{QStringLiteral("message"), error->message()},
                       {QStringLiteral("sqlstate"), error->sqlState()},
                       {QStringLiteral("where"), error->where()},
                       {QStringLiteral("hint"), error->hint()}};
}

} // namespace

std::vector<ReportStep> Report::ownSteps() const
{
    std::vector<ReportStep> own = steps;
    std::erase_if(own, [](const ReportStep &step) { return step.isBackup; });
    return own;
}

QJsonObject Report::toJson() const
{
    QJsonArray stepList;
    for (const ReportStep &step : steps) {
        QJsonObject object{
            {QStringLiteral("title"), step.title},
            {QStringLiteral("state"), toString(step.state)},
            {QStringLiteral("rows"), step.rows < 0 ? QJsonValue() : QJsonValue(step.rows)},
            {QStringLiteral("duration_ms"), step.durationMs}};
        if (step.isBackup)
            object.insert(QStringLiteral("backup"), true);
        stepList += object;
    }
    const auto orNull = [](const QString &path) {
        return path.isEmpty() ? QJsonValue() : QJsonValue(path);
    };
    return {{QStringLiteral("run"), run},
            {QStringLiteral("operation"), operation},
            {QStringLiteral("outcome"), toString(outcome)},
            {QStringLiteral("steps"), stepList},
            {QStringLiteral("file"), orNull(file)},
            {QStringLiteral("backup"), orNull(backup)},
            {QStringLiteral("notes"), QJsonArray::fromStringList(notes)},
            {QStringLiteral("error"), arborist::toJson(error)}};
}

} // namespace arborist
