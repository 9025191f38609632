// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/caller.h"

#include <algorithm>

namespace arborist::stages {

namespace {

bool isSet(const QString &variable)
{
    static const QStringList no{QStringLiteral("0"), QStringLiteral("false"), QStringLiteral("no"),
                                QStringLiteral("off")};
    const QString value = qEnvironmentVariable(variable.toUtf8().constData()).trimmed();
    return !value.isEmpty() && !no.contains(value, Qt::CaseInsensitive);
}

} // namespace

const QStringList &pipelineVariables()
{
    static const QStringList variables{
        QStringLiteral("CI"), // GitHub, GitLab, Bitbucket, Buildkite, CircleCI, Travis, Drone, ...
        QStringLiteral("GITHUB_ACTIONS"),
        QStringLiteral("GITLAB_CI"),
        QStringLiteral("BUILDKITE"),
        QStringLiteral("CIRCLECI"),
        QStringLiteral("TRAVIS"),
        QStringLiteral("DRONE"),
        QStringLiteral("BITBUCKET_BUILD_NUMBER"),
        QStringLiteral("CODEBUILD_BUILD_ID"), // AWS
        QStringLiteral("BUILD_BUILDID"),      // Azure
        QStringLiteral("TF_BUILD"),           // Azure
        QStringLiteral("JENKINS_URL"),
        QStringLiteral("TEAMCITY_VERSION"),
    };
    return variables;
}

Caller callerOfProcess()
{
    const QStringList &variables = pipelineVariables();
    return std::any_of(variables.begin(), variables.end(), isSet) ? Caller::Pipeline : Caller::Desk;
}

} // namespace arborist::stages
